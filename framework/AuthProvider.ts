import Provider from '@adonisjs/auth/build/providers/AuthProvider'

/** The package creates a view for every request. The session middleware creates one only if it is used. */
export default class AuthProvider extends Provider {
  public shareAuthWithViews() {}
}
