import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import { discardChanges } from '../session/discardChanges'

/** Discards every write of the request: looking at a session does not change it. */
export default class Passive {
  public async handle(ctx: HttpContextContract, next: () => Promise<void>) {
    try {
      await next()
    } finally {
      discardChanges(ctx)
    }
  }
}
