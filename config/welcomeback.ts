import Env from '@ioc:Adonis/Core/Env'
import type { WelcomeBackConfig } from '../providers/WelcomeBack/settings'

const welcomeBackConfig: WelcomeBackConfig = {
  guard: 'web',
  users: { table: 'users', id: 'id', password: 'password', name: 'name' },

  // A session that is older than this is over, however active.
  lifetime: Env.get('SESSION_LIFETIME'),

  // A page warns its viewer this long before the end. Without it, or with 0, it never does.
  warning: Env.get('SESSION_WARNING'),

  // A browser that was not used for this long is no longer remembered.
  rememberAge: Env.get('REMEMBER_AGE'),

  signInPath: '/login',
  layout: 'layouts/app',
  typedKey: 'typed',
  routesWithoutPage: ['go.*', 'health', 'robots', 'sitemap', 'api.user.check', 'api.user.events'],
  neverKept: ['password', 'password_confirmation', 'current_password'],
}

export default welcomeBackConfig
