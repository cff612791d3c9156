import { join } from 'path'
import type { ApplicationContract } from '@ioc:Adonis/Core/Application'
import { migrationNames } from './migrationNames'
import { requireVersions } from './versions'

const aMinute = 60_000
const middleware = ['Everywhere', 'Session', 'Passive', 'SessionHeaders', 'NoStore', 'Unpoly', 'Forms']

export default class WelcomeBackProvider {
  private sweeping?: NodeJS.Timeout

  constructor(protected app: ApplicationContract) {}

  public register() {
    this.app.container.singleton('WelcomeBack', () => require('./index'))
    for (const name of middleware) {
      this.app.container.singleton(`WelcomeBack/Middleware/${name}`, () => require(`./middleware/${name}`))
    }
    for (const name of migrationNames) {
      this.app.container.singleton(`WelcomeBack/Migrations/${name}`, () => require(`./migrations/${name}`))
    }
    // The server decides when a session ends. The cookie lasts as long as the browser.
    this.app.config.set('session.driver', 'database')
    this.app.config.set('session.clearWithBrowser', true)
  }

  public async boot() {
    requireVersions(this.app.appRoot)
    const { requireGuard } = await import('./installation')
    const { completeSettings } = await import('./settings')
    requireGuard()
    await completeSettings()
    await this.addVisits()
    await this.addSessionDriver()
    await this.addGuard()
    this.addViews()
    await this.addEvents()
  }

  public async ready() {
    if (this.app.environment !== 'web') return
    const { requireInstallation } = await import('./installation')
    await requireInstallation()
    const { sweep } = await import('./visit/sweep')
    this.sweeping = setInterval(() => sweep().catch((error) => this.app.logger.error(error)), aMinute).unref()
    await this.endStreamsOnClose()
  }

  public async shutdown() {
    clearInterval(this.sweeping)
    const { stopListening } = await import('./events/listen')
    await stopListening()
  }

  private async addVisits() {
    const { default: Visit } = await import('./visit/Visit')
    this.app.container.use('Adonis/Core/HttpContext').getter('visit', () => new Visit(), true)
  }

  private async addSessionDriver() {
    const { default: DatabaseDriver } = await import('./visit/DatabaseDriver')
    const session = this.app.container.use('Adonis/Addons/Session')
    session.extend('database', (_manager, config, ctx) => new DatabaseDriver(config, ctx))
    // Otherwise the package commits the session of every request.
    if (this.app.config.get('session.enabled', true)) return
    this.app.container.use('Adonis/Core/Server').hooks.after(async (ctx) => {
      // Reading `ctx.session` would create a session.
      if (Object.hasOwn(ctx, 'session') && ctx.session.initiated) await ctx.session.commit()
    })
  }

  private async addGuard() {
    const { default: RememberGuard } = await import('./remember/RememberGuard')
    const auth = this.app.container.use('Adonis/Addons/Auth')
    const emitter = this.app.container.use('Adonis/Core/Event')
    auth.extend(
      'guard',
      'remember',
      (_manager, name, config, provider, ctx) =>
        new RememberGuard(name, config, emitter, provider, ctx) as any,
    )
  }

  private addViews() {
    const view = this.app.container.use('Adonis/Core/View')
    const { returnParam } = this.app.container.use('WelcomeBack')
    const { age, inWords, lifetime } = require('./settings')
    view.mount('welcomeback', join(__dirname, '../views'))
    view.global('returnParam', returnParam)
    view.global('sessionAge', () => inWords(age()))
    view.global('sessionLifetime', () => inWords(lifetime()))
  }

  private async addEvents() {
    const { onSessionChange } = await import('./session/changes')
    const { recheckUser } = await import('./events/recheck')
    onSessionChange(recheckUser)
  }

  /** A stopping server would wait for open streams. */
  private async endStreamsOnClose() {
    const { endAll } = await import('./events/streams')
    const server = this.app.container.use('Adonis/Core/Server').instance!
    const close = server.close.bind(server)
    server.close = (done) => {
      endAll()
      return close(done)
    }
  }
}
