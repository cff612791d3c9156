import type { ApplicationContract } from '@ioc:Adonis/Core/Application'

export default class AppProvider {
  constructor(protected app: ApplicationContract) {}

  public async boot() {
    this.letGoWhenClosing()
    this.sendHeadersAlways()
    await this.sendFiles()
    this.redirectToGet()
    this.sweepCounts()
  }

  /** A server that was told to end answers, and takes no further request of those who are connected to it. */
  private letGoWhenClosing() {
    const server = this.app.container.use('Adonis/Core/Server')
    server.hooks.after(async ({ response }) => {
      if (!server.instance?.listening) response.header('Connection', 'close')
    })
  }

  private sendHeadersAlways() {
    const { always } = this.app.config.get('headers')
    this.app.container.use('Adonis/Core/Server').hooks.before(async ({ response }) => {
      Object.entries<string>(always).forEach(([name, value]) => response.header(name, value))
    })
  }

  /** Files are looked up before routes, in a list that is made once. */
  private async sendFiles() {
    if (this.app.config.get('static.enabled')) return
    const { default: Files } = await import('App/Files')
    const files = new Files(this.app.publicPath())
    this.app.container.use('Adonis/Core/Server').hooks.before(async (ctx) => files.send(ctx))
  }

  /** A request that changed something is answered with "see other": a 302 would have a script send its PUT again. */
  private redirectToGet() {
    this.app.container.use('Adonis/Core/Server').hooks.after(async ({ request, response }) => {
      if (response.response.statusCode === 302 && request.intended() !== 'GET') response.status(303)
    })
  }

  private sweepCounts() {
    this.app.container.use('WelcomeBack').addSweep(async () => (await import('App/RateLimits')).sweepCounts())
  }
}
