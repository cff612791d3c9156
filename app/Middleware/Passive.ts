import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { leaveAsItIs } from 'App/Session/leaveAsItIs'

/** Lets everything run, then throws every write away: looking at a session does not change it. */
export default class Passive {
  public async handle(ctx: HttpContextContract, next: () => Promise<void>) {
    try {
      await next()
    } finally {
      leaveAsItIs(ctx)
    }
  }
}
