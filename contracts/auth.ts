import type User from 'App/Models/User'
import type SiteGuard from 'App/Session/SiteGuard'

declare module '@ioc:Adonis/Addons/Auth' {
  interface ProvidersList {
    user: {
      implementation: LucidProviderContract<typeof User>
      config: LucidProviderConfig<typeof User>
    }
  }

  interface GuardsList {
    web: {
      implementation: SessionGuardContract<'user', 'web'> & Pick<SiteGuard, 'rememberMeKeyName'>
      config: { driver: 'site'; provider: ProvidersList['user']['config'] }
    }
  }
}
