import { Readable } from 'stream'

/** The only event. It carries no data: the page asks the check. */
export const changeEvent = 'event: change\ndata:\n\n'

/** A longer timer of Node.js fires at once. */
const maxTimerMs = 2 ** 31 - 1

/** The body of a response that stays open and sends events to one page of a session. */
export default class Stream extends Readable {
  private timer?: NodeJS.Timeout

  constructor(
    public stamp: string,
    public userId: number,
  ) {
    super()
    this.sendHeartbeat()
  }

  /** Sends a comment: proxies close a connection on which nothing is sent, and one that is lost is noticed. */
  public sendHeartbeat() {
    this.push(':\n\n')
  }

  /** Calls the action in so many milliseconds, unless the stream is closed by then. Replaces an earlier call. */
  public callIn(milliseconds: number, action: () => void) {
    clearTimeout(this.timer)
    this.timer = setTimeout(action, Math.min(milliseconds, maxTimerMs)).unref()
  }

  /** Ends the response. Takes what to send before. */
  public end(last = '') {
    this.push(last)
    this.push(null)
  }

  public _read() {}

  public _destroy(error: Error | null, done: (error: Error | null) => void) {
    clearTimeout(this.timer)
    done(error)
  }
}
