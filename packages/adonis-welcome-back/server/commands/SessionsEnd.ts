import { BaseCommand, flags } from '@adonisjs/core/build/standalone'

export default class SessionsEnd extends BaseCommand {
  public static commandName = 'sessions:end'
  public static description = 'Sign a user or everybody out, and forget the remembered devices'
  public static settings = { loadApp: true }

  @flags.string({ description: 'The e-mail, or another name for signing in, of the user' })
  public email: string

  @flags.boolean({ description: 'Every user' })
  public all: boolean

  public async run() {
    if (!this.email === !this.all) return this.fail('Write either --email=ada@example.com or --all')

    const { endEverySession, findUserIds } = await import('../visit/endEverySession')
    const userIds = await findUserIds(this.email)
    if (this.email && userIds.length === 0) return this.fail(`No user has the e-mail ${this.email}`)

    const { sessions, devices } = await endEverySession(userIds)
    this.logger.success(`${sessions} sessions ended, ${devices} remembered devices forgotten`)
  }

  private fail(message: string) {
    this.logger.error(message)
    this.exitCode = 1
  }
}
