// Ambient modules need a file without imports and exports.

declare module '@ioc:WelcomeBack' {
  const welcomeBack: typeof import('./index')
  // The only way to export types beside a module's values.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace welcomeBack {
    type WelcomeBackConfig = import('./settings').WelcomeBackConfig
    type RememberGuard = import('./remember/RememberGuard').default
  }
  export = welcomeBack
}

declare module '@ioc:WelcomeBack/Middleware/*' {
  const middleware: new () => { handle(...args: any[]): Promise<void> }
  export default middleware
}

declare module '@ioc:WelcomeBack/Migrations/*' {
  const Migration: typeof import('@ioc:Adonis/Lucid/Schema').default
  export default Migration
}

declare module '@ioc:Adonis/Core/Application' {
  interface ContainerBindings {
    WelcomeBack: typeof import('./index')
  }
}

declare module '@ioc:Adonis/Core/HttpContext' {
  interface HttpContextContract {
    visit: import('./visit/Visit').default
  }
}
