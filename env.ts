import Env from '@ioc:Adonis/Core/Env'
import {
  duration,
  durationOrNone,
  natural,
  oneOf,
  postgresUrl,
  secret,
  sender,
  siteUrl,
  smtpUrl,
  text,
  writablePath,
} from './app/Validators/settings'

export default Env.rules({
  APP_KEY: secret(),
  NODE_ENV: oneOf(['development', 'production', 'test'], 'development'),
  HOST: text('127.0.0.1'),
  PORT: natural(3333, 65535),
  APP_URL: siteUrl(),
  LOG_LEVEL: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace'], 'info'),
  SESSION_AGE: duration('2h'),
  SESSION_LIFETIME: duration('12h'),
  SESSION_MAX: natural(100, 10_000),
  SESSION_WARNING: durationOrNone('2m'),
  HSTS_AGE: duration('365d'),
  HSTS_SUBDOMAINS: oneOf(['true', 'false'], 'true'),
  REMEMBER_AGE: duration('30d'),
  REMEMBER_LIFETIME: duration('365d'),
  COMMENTS_PER_HOUR: natural(100, 1_000_000),
  DB_CONNECTION: oneOf(['sqlite', 'pg'], 'sqlite'),
  SQLITE_PATH: writablePath('tmp/app.sqlite3'),
  DATABASE_URL: postgresUrl(),
  SMTP_URL: smtpUrl(),
  MAIL_FROM: sender('Welcome Back <welcome-back@localhost>'),

  // Not a setting: the view engine reads it.
  CACHE_VIEWS: () => String(['production', 'test'].includes(process.env.NODE_ENV!)),
})
