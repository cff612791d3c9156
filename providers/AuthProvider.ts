import Provider from '@adonisjs/auth/build/providers/AuthProvider'

/** The package makes a view for every request. The session middleware makes one where it is used. */
export default class AuthProvider extends Provider {
  public shareAuthWithViews() {}
}
