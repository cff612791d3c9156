import type { ApplicationContract } from '@ioc:Adonis/Core/Application'

const aMinute = 60_000

export default class AppProvider {
  private sweeping?: NodeJS.Timeout

  constructor(protected app: ApplicationContract) {}

  public async boot() {
    this.letGoWhenClosing()
    this.sendHeadersAlways()
    this.redirectToGet()
    await this.keepSessionsInTheDatabase()
    await this.guardTheSite()
  }

  /** A server sweeps what is over itself, seldom, and not in anybody's request. */
  public async ready() {
    if (this.app.environment !== 'web') return
    const { default: Session } = await import('App/Models/Session')
    const { sweepCounts } = await import('App/Session/limits')
    const sweep = () => sweepCounts().then(() => Session.sweep())
    this.sweeping = setInterval(() => sweep().catch((error) => this.app.logger.error(error)), aMinute).unref()
  }

  public async shutdown() {
    clearInterval(this.sweeping)
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

  /** A request that changed something is answered with "see other": a 302 would have a script send its PUT again. */
  private redirectToGet() {
    this.app.container.use('Adonis/Core/Server').hooks.after(async ({ request, response }) => {
      if (response.response.statusCode === 302 && request.intended() !== 'GET') response.status(303)
    })
  }

  private async keepSessionsInTheDatabase() {
    const { default: DatabaseDriver } = await import('App/Session/DatabaseDriver')
    const session = this.app.container.use('Adonis/Addons/Session')
    session.extend('database', (_manager, config, ctx) => new DatabaseDriver(config, ctx))

    const { hooks } = this.app.container.use('Adonis/Core/Server')
    hooks.after(async (ctx) => {
      if (ctx.session.initiated) await ctx.session.commit()
    })
  }

  private async guardTheSite() {
    const { default: SiteGuard } = await import('App/Session/SiteGuard')
    const auth = this.app.container.use('Adonis/Addons/Auth')
    const event = this.app.container.use('Adonis/Core/Event')
    auth.extend(
      'guard',
      'site',
      (_manager, name, config, provider, ctx) => new SiteGuard(name, config, event, provider, ctx) as any,
    )
  }
}
