/** What a page believes of the session that it was rendered for. */
export interface Page {
  isAuthenticated: boolean
  /** Names the session; empty where there is none. */
  stamp: string
  /** Names the signed-in user; empty for a guest. */
  viewer: string
}

declare global {
  interface Window {
    isAuthenticated: boolean
  }
}

const names = ['csrf-token', 'session-stamp', 'session-viewer']
const listeners: (() => void)[] = []
let known: string | undefined

/** The Alpine component on `up-main`. It is made anew with every update of the main area. */
export function page({ isAuthenticated }: { isAuthenticated: boolean }) {
  return {
    init() {
      window.isAuthenticated = isAuthenticated
      noticeChange()
    },
  }
}

/** What this page believes; or another one, that the server has just rendered. */
export function believed(document = window.document): Page {
  const viewer = meta('session-viewer', document)
  const isAuthenticated = document === window.document ? window.isAuthenticated : viewer !== ''
  return { isAuthenticated, stamp: meta('session-stamp', document), viewer }
}

export const token = () => meta('csrf-token')

/** Whether this page is what a reset for its own session led to. */
export const wasReset = () => meta('session-reset') === meta('session-stamp')

/** Takes over what a newer page says of the session. Everything else, and all that was typed, stays. */
export function takeOver(newer: Document) {
  if (believed(newer).viewer !== believed().viewer) {
    document.querySelector('#header')!.replaceWith(newer.querySelector('#header')!)
  }
  for (const name of names) find(name)!.setAttribute('content', meta(name, newer))
  for (const field of document.querySelectorAll<HTMLInputElement>('input[name=_csrf]')) field.value = token()
  window.isAuthenticated = believed(newer).isAuthenticated
  noticeChange()
}

/** Calls back whenever the page has become one of another session or viewer. */
export function onChange(listener: () => void) {
  listeners.push(listener)
}

function noticeChange() {
  const { stamp, viewer } = believed()
  const isNew = known !== undefined && known !== stamp + viewer
  known = stamp + viewer
  if (isNew) listeners.forEach((listener) => listener())
}

function meta(name: string, document = window.document): string {
  return find(name, document)?.getAttribute('content') ?? ''
}

function find(name: string, document = window.document) {
  return document.querySelector(`meta[name=${name}]`)
}
