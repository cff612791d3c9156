import { BaseCommand } from '@adonisjs/core/build/standalone'

export default class SessionsSweep extends BaseCommand {
  public static commandName = 'sessions:sweep'
  public static description = 'Remove expired sessions from the database'
  public static settings = { loadApp: true }

  public async run() {
    const { sweep } = await import('../visit/sweep')
    this.logger.success(`${await sweep()} expired sessions removed`)
  }
}
