import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import Forms from './Forms'
import NoStore from './NoStore'
import Session from './Session'
import Unpoly from './Unpoly'

/** For an app with global middleware. Runs after Shield. */
export default class Everywhere {
  private chain = [new Session(), new NoStore(), new Unpoly(), new Forms()]

  public async handle(ctx: HttpContextContract, next: () => Promise<void>) {
    await ctx.session.initiate(false)
    await ctx.auth.check()
    await this.chain.reduceRight((rest, middleware) => () => middleware.handle(ctx, rest), next)()
  }
}
