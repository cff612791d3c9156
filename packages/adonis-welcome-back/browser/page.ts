import { now } from './clock'
import { adapter, selectors } from './environment'

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
let headReadAt = 0

/**
 * The Alpine component on `up-main`. Every update of the main area creates it again. A main area in an overlay is not
 * that of the page.
 */
export function page({ isAuthenticated }: { isAuthenticated: boolean }) {
  return {
    init(this: { $el: Element }) {
      if (this.$el !== mainArea()) return
      window.isAuthenticated = isAuthenticated
      notifyRender()
    },
  }
}

/** Without Alpine, the head says whether the viewer is signed in. An error page has none. */
export function readHead() {
  if (!hasSessionHead()) return
  window.isAuthenticated = meta('session-viewer') !== ''
  notifyRender()
}

export const mainArea = () => document.querySelector(selectors.main)

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

/** Returns when the page got its head, on the clock of the page. */
export const readAt = () => headReadAt

export const token = () => meta('csrf-token')

/** An error page has no such elements. */
export const hasSessionHead = (document = window.document) => find('session-stamp', document) !== null

/** Returns whether this page follows a reset for its own session. */
export const wasReset = () =>
  find('session-reset') !== null && meta('session-reset') === meta('session-stamp')

/** Adopts head and header of a newer page after a verdict. Everything else stays, including typed text. */
export function adopt(newer: Document) {
  if (readPage(newer).viewer !== readPage().viewer) replaceHeader(newer)
  adoptHead(newer)
}

/** Adopts the head of a newer page: its session, its token, and when it ends. A guest's forms become the viewer's. */
export function adoptHead(newer: Document) {
  const { viewer } = readPage()
  for (const name of names) find(name)?.setAttribute('content', meta(name, newer))
  for (const field of fields('_csrf')) field.value = token()
  if (viewer === '') fields('_viewer').forEach((field) => (field.value = readPage(newer).viewer))
  window.isAuthenticated = readPage(newer).isAuthenticated
  notifyRender()
}

const fields = (name: string) => document.querySelectorAll<HTMLInputElement>(`input[name=${name}]`)

function replaceHeader(newer: Document) {
  const [mine, theirs] = [document, newer].map((page) => page.querySelector(selectors.header))
  mine?.replaceWith(theirs ?? '')
  if (theirs) adapter.prepare(theirs)
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
  headReadAt = now()
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
