import { selectors, up } from './environment'

/** What a page knows about the session that it was rendered for. */
export interface Page {
  isAuthenticated: boolean
  /** Names the session; empty for a guest. */
  stamp: string
  /** Names the signed-in user; empty for a guest. */
  viewer: string
}

/** When the session of a page ends, in seconds after the page was rendered; NaN for a guest. */
export interface Ends {
  expiresIn: number
  lifetimeIn: number
  /** How many seconds before the end the viewer is to be warned; 0 never. */
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
const arrivalListeners: (() => void)[] = []
let known: string | undefined

/** The Alpine component on `up-main`. Every update of the main area creates it again. */
export function page({ isAuthenticated }: { isAuthenticated: boolean }) {
  return {
    init() {
      window.isAuthenticated = isAuthenticated
      noticeArrival()
    },
  }
}

/** Reads what this page, or a newer one from the server, was rendered with. */
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

/** Returns whether the server rendered this page with the session's head. A failure's page has none. */
export const hasSessionHead = () => find('session-stamp') !== null

/** Returns whether a reset for this page's own session led to this page. */
export const wasReset = () =>
  find('session-reset') !== null && meta('session-reset') === meta('session-stamp')

/** Adopts the session's head and header of a newer page. Everything else stays, and all that was typed. */
export function adopt(newer: Document) {
  if (readPage(newer).viewer !== readPage().viewer) {
    document.querySelector(selectors.header)?.replaceWith(newer.querySelector(selectors.header) ?? '')
  }
  for (const name of names) find(name)?.setAttribute('content', meta(name, newer))
  for (const field of document.querySelectorAll<HTMLInputElement>('input[name=_csrf]')) field.value = token()
  window.isAuthenticated = readPage(newer).isAuthenticated
  noticeArrival()
}

/** Has every update of a page bring the header that the server rendered with it. */
export function updateHeader() {
  up.compiler(selectors.header, (header: Element) => header.setAttribute('up-hungry', ''))
}

/** Calls the listener whenever the page becomes one of another session or viewer. */
export function onChange(listener: () => void) {
  listeners.push(listener)
}

/** Calls the listener whenever the server rendered this page, a part of it, or what it adopts. */
export function onArrival(listener: () => void) {
  arrivalListeners.push(listener)
}

function noticeArrival() {
  const { stamp, viewer } = readPage()
  const isNew = known !== undefined && known !== stamp + viewer
  known = stamp + viewer
  if (isNew) listeners.forEach((listener) => listener())
  arrivalListeners.forEach((listener) => listener())
}

function meta(name: string, document = window.document): string {
  return find(name, document)?.getAttribute('content') ?? ''
}

function find(name: string, document = window.document) {
  return document.querySelector(`meta[name=${name}]`)
}
