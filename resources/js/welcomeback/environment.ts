/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { AxiosStatic } from 'axios'

/** Where the layout of an app has what the scripts use. */
export interface Selectors {
  /** Names the viewer, in an element with `data-viewer`. It is the same on every page. */
  header: string
  /** Holds the page's own content. */
  main: string
  /** Gets messages that belong to no form. */
  flash: string
  /** The sign-in form, with what belongs to it. */
  signIn: string
  /** The form that signs out. */
  signOut: string
}

/** What an app hands to `start`. */
export interface Options extends Partial<Selectors> {
  axios: AxiosStatic
  up: any
  Alpine: { data(name: string, component: unknown): void }
  /** The address of the sign-in page. */
  signInPath?: string
}

export let axios: AxiosStatic
export let up: any
export let signInPath: string
export let selectors: Selectors

export function use(options: Options) {
  const { header = '#header', main = '#main', flash = '#flash', signIn = '#sign-in' } = options
  const { signOut = 'form[action="/logout"]' } = options
  axios = options.axios
  up = options.up
  signInPath = options.signInPath ?? '/login'
  selectors = { header, main, flash, signIn, signOut }
  if (!document.querySelector(main)) throw new Error(`Welcome Back: no page element matches main: '${main}'`)
}
