import type { ServerResponse } from 'http'
import { finished } from 'stream'
import type { UserId } from '../session/userId'

/** The only event. It has no data, because the page sends the check. */
export const changeEvent = 'event: change\ndata:\n\n'

/** With a longer delay a timer fires at once. */
const maxTimerMs = 2 ** 31 - 1

export default class Stream {
  private timer?: NodeJS.Timeout

  /** Takes Node's response, because the framework's would keep the whole request in memory. */
  constructor(
    public stamp: string,
    public userId: UserId,
    private response: ServerResponse,
  ) {
    this.whenClosed(() => clearTimeout(this.timer))
    this.sendHeartbeat()
  }

  public whenClosed(listener: () => void) {
    finished(this.response, listener)
  }

  /** Without it, proxies close the connection. */
  public sendHeartbeat() {
    this.response.write(':\n\n')
  }

  /** Replaces an earlier call. */
  public callIn(milliseconds: number, action: () => void) {
    clearTimeout(this.timer)
    if (!this.response.closed) this.timer = setTimeout(action, Math.min(milliseconds, maxTimerMs)).unref()
  }

  public end(last = '') {
    this.response.end(last)
  }
}
