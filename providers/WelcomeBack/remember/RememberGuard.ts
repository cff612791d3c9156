import Application from '@ioc:Adonis/Core/Application'
import { SessionGuard } from '@adonisjs/auth/build/src/Guards/Session'

/** The package's session guard, with a remember-me cookie that is bound to this host in production. */
export default class RememberGuard extends SessionGuard {
  public get rememberMeKeyName() {
    return Application.inProduction ? '__Host-remember' : 'remember'
  }
}
