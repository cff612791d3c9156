import type User from 'App/Models/User'
import type { RememberGuard } from '@ioc:WelcomeBack'

declare module '@ioc:Adonis/Addons/Auth' {
  interface ProvidersList {
    user: {
      implementation: LucidProviderContract<typeof User>
      config: LucidProviderConfig<typeof User>
    }
  }

  interface GuardsList {
    web: {
      implementation: SessionGuardContract<'user', 'web'> & Pick<RememberGuard, 'rememberMeKeyName'>
      config: { driver: 'remember'; provider: ProvidersList['user']['config'] }
    }
  }
}
