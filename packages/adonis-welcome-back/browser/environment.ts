/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { AxiosStatic } from 'axios'
import type { Adapter } from './adapters/adapter'
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
  axios: AxiosStatic
  up: any
  Alpine: { data(name: string, component: unknown): void }
  signInPath?: string
  /** Whether refused requests of the app's `fetch` are recovered as those of axios. Replaces `window.fetch`. */
  fetch?: boolean
  /** Whether `form.submit()` sends forms as a press does. Replaces it in `HTMLFormElement.prototype`. */
  formSubmit?: boolean
  /** Returns whether something is typed that the package cannot see, as in an editor in a frame. */
  isTyped?: () => boolean
}

export let axios: AxiosStatic
export let adapter: Adapter
export let up: any
export let signInPath: string
export let isTypedInApp: () => boolean
export let selectors: Selectors

/** Throws an error if a library or the main element is missing. */
export function configure(options: Options) {
  for (const name of ['Alpine', 'axios', 'up'] as const) {
    if (!options[name]) throw new Error(`Welcome Back: start() must get ${name}`)
  }
  const { header = '#header', main = '#main', flash = '#flash', signIn = '#sign-in' } = options
  const { signOut = 'form[action="/logout"]' } = options
  axios = options.axios
  up = options.up
  adapter = unpoly
  isTypedInApp = options.isTyped ?? (() => false)
  signInPath = options.signInPath ?? '/login'
  selectors = { header, main, flash, signIn, signOut }
  if (!document.querySelector(main)) throw new Error(`Welcome Back: no element matches main: '${main}'`)
}
