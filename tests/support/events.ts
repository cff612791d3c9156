import { origin, Visitor } from './visitor'

export const events = '/api/user/events'

/** A stream of events, as an open page has it. */
export class EventStream {
  /** Everything that was sent, after the server has ended the stream. */
  public ended: Promise<string>

  private constructor(
    public response: Response,
    private abort: AbortController,
  ) {
    this.ended = response.text()
    this.ended.catch(() => {})
  }

  /** Opens a stream for a page of that session, or of the visitor's session. */
  public static async open(visitor: Visitor, { stamp = '', server = origin } = {}) {
    const abort = new AbortController()
    const query = stamp && `?stamp=${stamp}`
    const headers = { cookie: visitor.cookieHeader }
    return new EventStream(await fetch(server + events + query, { headers, signal: abort.signal }), abort)
  }

  public close() {
    this.abort.abort()
  }
}
