import Env from '@ioc:Adonis/Core/Env'
import type { WelcomeBackConfig } from '../providers/WelcomeBack/settings'

const welcomeBackConfig: Partial<WelcomeBackConfig> = {
  users: { table: 'users', id: 'id', password: 'password', name: 'name' },

  // A session that is older than this is over, however active.
  lifetime: Env.get('SESSION_LIFETIME'),

  // A page warns its viewer this long before the end. With 0 it never does.
  warning: Env.get('SESSION_WARNING'),

  // A browser that was not used for this long is no longer remembered.
  rememberAge: Env.get('REMEMBER_AGE'),

  // The next sign-in of a user who has that many sessions ends the oldest.
  maxSessions: Env.get('SESSION_MAX'),

  typedKey: 'typed',
  routesWithoutPage: [
    'go.*',
    'health',
    'comments.show',
    'robots',
    'sitemap',
    'api.user.check',
    'api.user.events',
  ],
}

export default welcomeBackConfig
