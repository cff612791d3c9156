import type Session from 'App/Models/Session'
import type { Ending } from 'App/Session/endings'

declare module '@ioc:Adonis/Core/HttpContext' {
  interface HttpContextContract {
    /** The row of the session that came with this request; none for a guest's first visit. */
    liveSession?: Session

    /** The row that the browser's cookie named, alive or not. */
    formerSession?: Session

    /** Whether this request signs somebody in: that is so, and goes into the books, once the session is stored. */
    isSignIn?: boolean

    /** Why the session that came with this request is over, where it was a signed-in one. */
    ending?: Ending
  }
}

declare module '@ioc:Adonis/Addons/Session' {
  interface SessionConfig {
    /** The age at which a session ends, however active. */
    lifetime: string
  }
}
