import type { ServerResponse } from 'http'
import { finished } from 'stream'

/** The only event. It carries no data: the page asks the check. */
export const changeEvent = 'event: change\ndata:\n\n'

/** A longer timer of Node.js fires at once. */
const maxTimerMs = 2 ** 31 - 1

/** A response that stays open and sends events to one page of a session. */
export default class Stream {
  private timer?: NodeJS.Timeout

  /** Takes the response of Node.js, because that of the framework would keep the whole request in memory. */
  constructor(
    public stamp: string,
    public userId: number,
    private response: ServerResponse,
  ) {
    this.whenClosed(() => clearTimeout(this.timer))
    this.sendHeartbeat()
  }

  /** Calls the listener once the response has ended or its client is gone. */
  public whenClosed(listener: () => void) {
    finished(this.response, listener)
  }

  /** Sends a comment: proxies close a connection on which nothing is sent, and one that is lost is noticed. */
  public sendHeartbeat() {
    this.response.write(':\n\n')
  }

  /** Calls the action in so many milliseconds, unless the stream is closed by then. Replaces an earlier call. */
  public callIn(milliseconds: number, action: () => void) {
    clearTimeout(this.timer)
    if (!this.response.closed) this.timer = setTimeout(action, Math.min(milliseconds, maxTimerMs)).unref()
  }

  /** Ends the response. Takes what to send before. */
  public end(last = '') {
    this.response.end(last)
  }
}
