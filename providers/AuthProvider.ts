import Provider from '@adonisjs/auth/build/providers/AuthProvider'

/** The package's provider. It does not make a view for every request: the session middleware does, for those that have one. */
export default class AuthProvider extends Provider {
  public shareAuthWithViews() {}
}
