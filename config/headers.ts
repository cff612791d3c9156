import Env from '@ioc:Adonis/Core/Env'
import { string } from '@ioc:Adonis/Core/Helpers'
import Application from '@ioc:Adonis/Core/Application'

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
]

const hsts = [
  `max-age=${string.toMs(Env.get('HSTS_AGE')) / 1000}`,
  ...(Env.get('HSTS_SUBDOMAINS') === 'true' ? ['includeSubDomains'] : []),
]

export const always: Record<string, string> = {
  'Content-Security-Policy': policy.join('; '),
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  ...(Application.inProduction && { 'Strict-Transport-Security': hsts.join('; ') }),
}
