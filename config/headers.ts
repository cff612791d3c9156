import Application from '@ioc:Adonis/Core/Application'

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
]

const halfAYear = 180 * 24 * 60 * 60

/** Sent with every response: pages, files and errors alike. */
export const always: Record<string, string> = {
  'Content-Security-Policy': policy.join('; '),
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  ...(Application.inProduction && { 'Strict-Transport-Security': `max-age=${halfAYear}` }),
}
