import type { ApplicationContract } from '@ioc:Adonis/Core/Application'

export default class AppProvider {
  constructor(protected app: ApplicationContract) {}

  public async boot() {
    this.sendHeadersAlways()
    await this.keepSessionsInTheDatabase()
    await this.guardTheSite()
  }

  private sendHeadersAlways() {
    const { always } = this.app.config.get('headers')
    this.app.container.use('Adonis/Core/Server').hooks.before(async ({ response }) => {
      Object.entries<string>(always).forEach(([name, value]) => response.header(name, value))
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
