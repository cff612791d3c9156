import type { SessionConfig, SessionDriverContract } from '@ioc:Adonis/Addons/Session'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'
import Session from 'App/Models/Session'
import { comesFromElsewhere } from 'App/Session/origin'
import { record } from 'App/Session/record'
import { stampOf } from 'App/Session/stamp'
import { Values } from 'App/Session/values'

/**
 * Keeps sessions in the database, one driver a request. It writes only what the request changed, inserts
 * only new sessions and updates only living ones: no response, however late, brings an ended session back.
 */
export default class DatabaseDriver implements SessionDriverContract {
  private before: Values = {}

  constructor(
    private config: SessionConfig,
    private ctx: HttpContextContract,
  ) {}

  /** Answers the data of the visitor's living session; whoever brings none, or an ended one, starts afresh. */
  public async read(id: string) {
    if (this.ctx.session.fresh) return null

    const session = await Session.find(stampOf(id))
    this.ctx.formerSession = session ?? undefined
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
    } else if (comesFromElsewhere(this.ctx.request)) {
      this.ctx.response.removeHeader('set-cookie')
    } else if (Object.keys(values).length === 0) {
      this.withholdCookie()
    } else {
      await this.open(stampOf(id), values)
    }
  }

  /** A session that a new id replaces ends when the new one is stored. */
  public async destroy() {}

  public touch() {
    this.withholdCookie()
  }

  /** Stores a new session. The cookies go out once it is stored, and not at all where it came too late. */
  private async open(stamp: string, values: Values) {
    const { auth, isSignIn, response } = this.ctx
    const cookies = response.getHeader('set-cookie') as string[]
    response.removeHeader('set-cookie')
    if (!(await Session.open(stamp, values, this.newcomer))) return

    response.header('set-cookie', cookies)
    if (isSignIn) record(this.ctx, 'sign-in')
    else if (auth.use('web').viaRemember) record(this.ctx, 'sign-in', { remembered: true })
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
    const { auth, formerSession, liveSession, request } = this.ctx
    return {
      userAgent: request.header('user-agent', '')!.slice(0, 500),
      address: request.ip().slice(0, 45),
      former: formerSession,
      goesOn: !!liveSession,
      proof: auth.user?.proof(auth.use('web').viaRemember),
    }
  }
}
