import type { ApplicationContract } from '@ioc:Adonis/Core/Application'
import { createSecretsAtOnce } from '../framework/csrfSecrets'
import { limitHashing } from '../framework/hashing'
import { rejectFailedTransactions } from '../framework/transactions'

export default class AppProvider {
  constructor(protected app: ApplicationContract) {}

  public async boot() {
    rejectFailedTransactions()
    createSecretsAtOnce()
    limitHashing(this.app.container.use('Adonis/Core/Hash'))
    this.closeConnectionsWhenStopping()
    this.sendHeaders()
    await this.sendFiles()
    this.redirectToGet()
    this.addSweeps()
  }

  public async ready() {
    if (this.app.environment !== 'web') return
    await this.reportSettings()
    const { startDelivering } = await import('App/Mail/outbox')
    startDelivering()
  }

  public async shutdown() {
    const { stopDelivering } = await import('App/Mail/outbox')
    stopDelivering()
  }

  private async reportSettings() {
    const { shortenedWarning } = await import('App/Validators/settings')
    const [warning, age, lifetime] = ['SESSION_WARNING', 'SESSION_AGE', 'SESSION_LIFETIME'].map((name) =>
      this.app.env.get(name),
    )
    const line = shortenedWarning(warning, age, lifetime)
    if (line) this.app.logger.warn(line)
  }

  /** A stopping server closes each connection with its response. */
  private closeConnectionsWhenStopping() {
    this.app.container.use('Adonis/Core/Server').hooks.after(async ({ response }) => {
      if (this.app.isShuttingDown) response.header('Connection', 'close')
    })
  }

  private sendHeaders() {
    const always = lowerCased(this.app.config.get('headers.always'))
    this.app.container.use('Adonis/Core/Server').hooks.before(async ({ response }) => {
      Object.assign(response.getHeaders(), always)
    })
  }

  private async sendFiles() {
    if (this.app.config.get('static.enabled')) return
    const { default: StaticFiles } = await import('../framework/StaticFiles')
    const files = new StaticFiles(this.app.publicPath())
    this.app.container.use('Adonis/Core/Server').hooks.before(async (ctx) => files.send(ctx))
  }

  /** After a 302 a script would send its PUT again. */
  private redirectToGet() {
    this.app.container.use('Adonis/Core/Server').hooks.after(async ({ request, response }) => {
      if (response.response.statusCode === 302 && request.intended() !== 'GET') response.status(303)
    })
  }

  private addSweeps() {
    this.app.container.use('WelcomeBack').addSweep(async () => {
      const [limits, mails, links, browsers] = await Promise.all([
        import('App/Models/RateLimit'),
        import('App/Models/Mail'),
        import('App/Models/MailedLink'),
        import('App/Models/KnownBrowser'),
      ])
      await limits.sweepCounts()
      await mails.default.removeSurplus()
      await links.default.removeExpired()
      await browsers.default.removeOld()
    })
  }
}

const lowerCased = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
