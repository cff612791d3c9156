import { selectors, up } from './environment'

/** The session that a page was rendered for. */
export interface Page {
  isAuthenticated: boolean
  stamp: string
  viewer: string
}

/** When the session of a page ends, in seconds after the page was rendered; NaN for a guest. */
export interface Ends {
  expiresIn: number
  lifetimeIn: number
  /** Seconds before the end; 0 for no warning. */
  warning: number
}

declare global {
  interface Window {
    isAuthenticated: boolean
  }
}

const names = [
  'csrf-token',
  'session-stamp',
  'session-viewer',
  'session-expires-in',
  'session-lifetime-in',
  'session-warning',
]
const listeners: (() => void)[] = []
const renderListeners: (() => void)[] = []
let known: string | undefined

/** The Alpine component on `up-main`. Every update of the main area creates it again. */
export function page({ isAuthenticated }: { isAuthenticated: boolean }) {
  return {
    init() {
      window.isAuthenticated = isAuthenticated
      notifyRender()
    },
  }
}

/** Reads the session that this page, or a newer one from the server, was rendered for. */
export function readPage(document = window.document): Page {
  const viewer = meta('session-viewer', document)
  const isAuthenticated = document === window.document ? window.isAuthenticated : viewer !== ''
  return { isAuthenticated, stamp: meta('session-stamp', document), viewer }
}

export const readEnds = (): Ends => ({
  expiresIn: parseFloat(meta('session-expires-in')),
  lifetimeIn: parseFloat(meta('session-lifetime-in')),
  warning: parseFloat(meta('session-warning')),
})

export const token = () => meta('csrf-token')

/** An error page has no such elements. */
export const hasSessionHead = () => find('session-stamp') !== null

/** Returns whether this page follows a reset for its own session. */
export const wasReset = () =>
  find('session-reset') !== null && meta('session-reset') === meta('session-stamp')

/** Adopts head and header of a newer page. Everything else stays, including typed text. */
export function adopt(newer: Document) {
  if (readPage(newer).viewer !== readPage().viewer) {
    document.querySelector(selectors.header)?.replaceWith(newer.querySelector(selectors.header) ?? '')
  }
  for (const name of names) find(name)?.setAttribute('content', meta(name, newer))
  for (const field of document.querySelectorAll<HTMLInputElement>('input[name=_csrf]')) field.value = token()
  window.isAuthenticated = readPage(newer).isAuthenticated
  notifyRender()
}

/** Lets every update of the page replace the header. */
export function updateHeader() {
  up.compiler(selectors.header, (header: Element) => header.setAttribute('up-hungry', ''))
}

/** Calls the listener when the page gets another session or viewer. */
export function onChange(listener: () => void) {
  listeners.push(listener)
}

/** Calls the listener when the server has rendered the page or a part of it, or the page adopts a newer one. */
export function onRender(listener: () => void) {
  renderListeners.push(listener)
}

function notifyRender() {
  const { stamp, viewer } = readPage()
  const isNew = known !== undefined && known !== stamp + viewer
  known = stamp + viewer
  if (isNew) listeners.forEach((listener) => listener())
  renderListeners.forEach((listener) => listener())
}

function meta(name: string, document = window.document): string {
  return find(name, document)?.getAttribute('content') ?? ''
}

function find(name: string, document = window.document) {
  return document.querySelector(`meta[name=${name}]`)
}
