/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { AxiosStatic } from 'axios'
import type { Adapter } from './adapters/adapter'
import { native } from './adapters/native'
import { unpoly } from './adapters/unpoly'

/** Selectors of the app's layout. */
interface Selectors {
  /** Contains the name of the viewer in an element with `data-viewer`. The same on every page. */
  header: string
  main: string
  flash: string
  signIn: string
  signOut: string
}

export interface Options extends Partial<Selectors> {
  /** Sets `window.isAuthenticated` from `x-data="page(…)"`. Without Alpine the head of the page says it. */
  Alpine?: { data(name: string, component: unknown): void }
  /** Refused requests of this axios are recovered. */
  axios?: AxiosStatic
  /** Unpoly, if it sends the forms of the app. Without it the browser does. */
  up?: any
  /** Takes the place of the adapters for Unpoly and the browser. */
  adapter?: Adapter
  signInPath?: string
  /** Whether refused requests of the app's `fetch` are recovered as those of axios. Replaces `window.fetch`. */
  fetch?: boolean
  /** Whether `form.submit()` sends forms as a press does. Replaces it in `HTMLFormElement.prototype`. */
  formSubmit?: boolean
  /** Returns whether something is typed that the package cannot see, as in an editor in a frame. */
  isTyped?: () => boolean
}

export let adapter: Adapter
export let up: any
export let signInPath: string
export let isTypedInApp: () => boolean
export let selectors: Selectors

/** Throws an error if the main element is missing. */
export function configure(options: Options) {
  const { header = '#header', main = '#main', flash = '#flash', signIn = '#sign-in' } = options
  const { signOut = 'form[action="/logout"]' } = options
  up = options.up
  adapter = options.adapter ?? (up ? unpoly : native)
  isTypedInApp = options.isTyped ?? (() => false)
  signInPath = options.signInPath ?? '/login'
  selectors = { header, main, flash, signIn, signOut }
  if (!document.querySelector(main)) throw new Error(`Welcome Back: no element matches main: '${main}'`)
}
