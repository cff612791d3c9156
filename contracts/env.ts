declare module '@ioc:Adonis/Core/Env' {
  type Settings = typeof import('../env').default
  interface EnvTypes extends Settings {}
}
