import Env from '@ioc:Adonis/Core/Env'
import type { WelcomeBackConfig } from '@ioc:WelcomeBack'

const welcomeBackConfig: Partial<WelcomeBackConfig> = {
  users: { table: 'users', id: 'id', password: 'password', name: 'name' },

  lifetime: Env.get('SESSION_LIFETIME'),

  warning: Env.get('SESSION_WARNING'),

  rememberAge: Env.get('REMEMBER_AGE'),

  rememberLifetime: Env.get('REMEMBER_LIFETIME'),

  maxSessions: Env.get('SESSION_MAX'),

  typedKey: 'typed',
  textPage: 'pages/errors/show',
  neverKept: ['password', 'password_confirmation', 'current_password', 'account_password', 'email_password'],
  routesWithoutPage: ['go.*', 'api.*', 'dev.*', 'health', 'comments.show', 'robots', 'sitemap'],
}

export default welcomeBackConfig
