// Ambient modules need a file without imports and exports.

declare module '@ioc:WelcomeBack' {
  const part: typeof import('./index')
  export = part
}

declare module '@ioc:WelcomeBack/Middleware/*' {
  const middleware: new () => { handle(...args: any[]): Promise<void> }
  export default middleware
}

declare module '@ioc:Adonis/Core/Application' {
  interface ContainerBindings {
    WelcomeBack: typeof import('./index')
  }
}

declare module '@ioc:Adonis/Core/HttpContext' {
  interface HttpContextContract {
    visit: import('./session/Visit').default
  }
}
