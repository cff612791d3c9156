import type Person from 'App/Models/Person'

declare module '@ioc:Adonis/Addons/Auth' {
  interface ProvidersList {
    person: {
      implementation: LucidProviderContract<typeof Person>
      config: LucidProviderConfig<typeof Person>
    }
  }
  interface GuardsList {
    people: {
      implementation: SessionGuardContract<'person', 'people'>
      config: SessionGuardConfig<'person'>
    }
  }
}
