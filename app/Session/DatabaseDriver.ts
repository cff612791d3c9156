import type { SessionConfig, SessionDriverContract } from '@ioc:Adonis/Addons/Session'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import Session from 'App/Models/Session'
import { record } from 'App/Session/record'
import { stampOf } from 'App/Session/stamp'
import { Values } from 'App/Session/values'

/**
 * Keeps sessions in the database, one driver a request. It writes only what the request changed, inserts
 * only new sessions and updates only living ones: no response, however late, brings an ended session back.
 */
export default class DatabaseDriver implements SessionDriverContract {
  private before: Values = {}
  private former?: Session

  constructor(
    private config: SessionConfig,
    private ctx: HttpContextContract,
  ) {}

  /** Answers the data of the visitor's living session; whoever brings none, or an ended one, starts afresh. */
  public async read(id: string) {
    if (this.ctx.session.fresh) return null

    const session = await Session.find(stampOf(id))
    this.former = session ?? undefined
    if (!session || session.ending) return this.startAfresh(session)

    this.ctx.liveSession = session
    this.before = session.data
    return structuredClone(session.data)
  }

  /** Keeps the data: in the row that was read, or in a new one where the id is new and there is anything to keep. */
  public async write(id: string, values: Values) {
    if (stampOf(id) === this.ctx.liveSession?.stamp) {
      this.withholdCookie()
      await this.ctx.liveSession.keep(this.before, values)
    } else if (Object.keys(values).length === 0) {
      this.withholdCookie()
    } else if (await Session.open(stampOf(id), values, this.newcomer)) {
      if (this.ctx.auth.use('web').viaRemember) record(this.ctx, 'sign-in', { remembered: true })
    } else {
      this.ctx.response.removeHeader('set-cookie')
    }
  }

  /** A session that a new id replaces ends when the new one is stored. */
  public async destroy() {}

  public touch() {
    this.withholdCookie()
  }

  private startAfresh(ended: Session | null) {
    if (!ended || ended.userId) this.ctx.ending = ended?.ending ?? 'expired'
    this.ctx.session.regenerate()
    return null
  }

  /**
   * The package sends the cookie with every response. A browser that has it needs no other, and a
   * response that comes late would put an old one over the new one of a sign-in.
   */
  private withholdCookie() {
    const cookies = [this.ctx.response.getHeader('set-cookie') ?? []].flat() as string[]
    const others = cookies.filter((cookie) => !cookie.startsWith(`${this.config.cookieName}=`))
    if (others.length) this.ctx.response.header('set-cookie', others)
    else this.ctx.response.removeHeader('set-cookie')
  }

  private get newcomer() {
    const { auth, liveSession, request } = this.ctx
    return {
      userAgent: request.header('user-agent', '')!.slice(0, 500),
      address: request.ip().slice(0, 45),
      former: this.former,
      goesOn: !!liveSession,
      proof: auth.user?.proof(auth.use('web').viaRemember),
    }
  }
}
