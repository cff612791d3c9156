/**
 * What the package needs from the library that sends forms and updates parts of the page. Everything that knows such a
 * library is in its adapter: `native` for pages without one, `unpoly`, or one of the app, as the option `adapter` of
 * `start`. An adapter has four jobs:
 *
 * - send: before it sends a form that changes something, it awaits `mayBeSent()`, or it sends the form and, after a
 *   response with the header `X-Session-Verdict`, awaits `recover(verdict)`. If the result is true, it sends the form
 *   (again, once, with the value of `token()` as `_csrf`). The same press must not be sent twice.
 * - busy: it says when no request is running that can change the page.
 * - rendered: it says when parts of the page come and go.
 * - dialog: it lets the library prepare what the package inserts, such as the form in the sign-in dialog.
 */
export interface Adapter {
  /** Starts to send forms and to receive responses. Called once. */
  start(): void
  /** Waits until no request that can change the page is running. Returns whether one was. */
  whenIdle(): Promise<boolean>
  /** Calls the listener before and after a part of the page is inserted, and after it is removed. */
  onPartChange(listener: () => void): void
  /**
   * Calls the listener with each element that matches the selector, now and when one is inserted. The listener can
   * return a function for the time when the element is removed.
   */
  onElement(selector: string, listener: (element: HTMLElement) => (() => void) | void): void
  /** Lets the library prepare an element that the package has inserted. */
  prepare(element: Element): void
  /** Sends a form as a press of no button does. Returns false if the browser must send it. */
  submit(form: HTMLFormElement): boolean
  /** Sends the form or follows the link that signs out. Returns whether this succeeded. */
  signOut(element: HTMLElement): Promise<boolean>
  /** Forgets pages that the library has stored, because the session has changed. */
  forgetPages(): void
}
