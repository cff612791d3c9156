/**
 * What the package needs from the library that sends forms and updates parts of the page. Everything that knows such a
 * library is in its adapter.
 */
export interface Adapter {
  /** Starts to receive responses. Called once. */
  start(): void
  /** Waits until no request that can change the page is running. Returns whether one was. */
  whenIdle(): Promise<boolean>
  /** Calls the listener before and after a part of the page is inserted, and after it is removed. */
  onPartChange(listener: () => void): void
  /** Lets the library prepare an element that the package has inserted. */
  prepare(element: Element): void
  /** Sends a form as a press of no button does. Returns false if the browser must send it. */
  submit(form: HTMLFormElement): boolean
}
