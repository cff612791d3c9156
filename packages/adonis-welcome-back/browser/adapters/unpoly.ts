import { selectors, up } from '../environment'
import { showMessage } from '../messages'
import { isLeaving } from '../navigate'
import { adoptHead, hasSessionHead, mainArea, readPage, type Page } from '../page'
import { reception } from '../reception'
import { recheck, recoverFrom } from '../respond'
import { isAnythingTyped } from '../typed'
import type { Adapter } from './adapter'
import { keepFailedForms } from './unpolyFailures'
import { sendFormsOnce, submit } from './unpolyForms'

const endEvents = ['up:request:loaded', 'up:request:offline', 'up:request:aborted']
const noResponse = 'The site does not respond. Please try again.'

/** The page that is about to replace the main area. */
let arriving: Document | undefined

export const unpoly: Adapter = {
  start() {
    up.compiler(selectors.header, (header: Element) => header.setAttribute('up-hungry', ''))
    up.on('up:fragment:loaded', receive)
    up.on('up:fragment:inserted', adoptArrived)
    sendFormsOnce()
    keepFailedForms()
    keepFragments()
    correctAddressOnBack()
    markBackgroundRequests()
  },

  async whenIdle() {
    if (!up.network.isBusy()) return false
    while (up.network.isBusy()) await Promise.race(endEvents.map(once))
    return true
  },

  onPartChange: (listener) =>
    up.on('up:fragment:loaded up:fragment:inserted up:fragment:destroyed', listener),
  onElement: (selector, listener) => up.compiler(selector, listener),
  prepare: (element) => up.hello(element),
  submit,
  signOut: (element) =>
    (element instanceof HTMLFormElement ? up.submit(element) : up.follow(element)).then(
      () => true,
      () => false,
    ),
  forgetPages: () => up.cache.evict(),
}

/** Inserts a response only if its content belongs to this page's viewer, or replaces the whole page. */
async function receive(event: any) {
  const { request, response, renderOptions } = event
  const newer = new DOMParser().parseFromString(response.text, 'text/html')
  const [page, session] = [readPage(), sessionOf(response, newer)]
  const isRefused = response.header('X-Session-Verdict') !== null
  const isSafe = request.isSafe()
  if (event.defaultPrevented || !session || (isRefused && !isSafe)) return

  // A poll. After a cached page, Unpoly also loads in the background what a person asked for.
  const isUnasked = request.background && !event.revalidating
  const address = request.url + (request.hash ?? '')
  const arrival = {
    session,
    isWhole: !isUnasked && replacesMain(event),
    isSafe,
    needsSignIn: isRefused,
    address,
  }
  switch (reception(page, arrival, isAnythingTyped())) {
    case 'adopt':
      arriving = newer
      if (session.stamp === page.stamp && hasSessionHead(newer)) adoptHead(newer)
      return
    case 'insert':
      renderOptions.hungry = session.viewer === page.viewer
      return void recheck()
    case 'refuse':
      event.preventDefault()
      if (await (isUnasked ? recheck() : recoverFrom(arrival)))
        up.render({ ...renderOptions }).catch(() => {})
      else if (!isLeaving() && !isUnasked) showMessage(renderOptions, noResponse)
  }
}

/** Returns the session that a response was rendered for, or null if the response does not name one. */
function sessionOf(response: any, newer: Document): Page | null {
  if (hasSessionHead(newer)) return readPage(newer)
  const [stamp, viewer] = ['Stamp', 'Viewer'].map((name) => response.header(`X-Session-${name}`))
  return stamp === null ? null : { stamp, viewer: viewer ?? '', isAuthenticated: !!viewer }
}

/** Returns whether a response replaces the main area of the page. An update without a target does. */
function replacesMain({ request, response }: any): boolean {
  const [target, mode] = response.ok ? [request.target, request.mode] : [request.failTarget, request.failMode]
  if (mode !== 'root') return false
  return !target || up.fragment.all(target, { layer: 'root' }).some(holdsMain)
}

const holdsMain = (element: Element) => element.contains(mainArea())

function adoptArrived({ target }: Event) {
  if (!arriving || !holdsMain(target as Element)) return
  if (hasSessionHead(arriving)) adoptHead(arriving)
  arriving = undefined
}

/**
 * Keeps the fragment of the address, which the server never gets, through the sign-in page and back. Reads the fragment
 * of a redirect from a header. Without JavaScript the browser does both.
 */
function keepFragments() {
  up.macro('form[data-here]', (form: HTMLFormElement) => {
    form.setAttribute('action', form.dataset.here + fragment())
  })
  up.on('up:fragment:loaded', ({ request, response }: any) => {
    const anchor = response.header('X-Redirect-Fragment')
    if (anchor) request.hash = `#${anchor}`
  })
  up.on('up:link:follow', 'a[href*="?return="]', ({ renderOptions }: any) => {
    renderOptions.url += fragment()
  })
}

function fragment() {
  const requested = new URLSearchParams(location.search).get('return') ?? ''
  return up.layer.isRoot() ? location.hash || requested.replace(/^[^#]*/, '') : ''
}

/** Corrects the address after Back if the page was redirected, because Unpoly does not see redirects. */
function correctAddressOnBack() {
  up.on('up:location:restore', ({ renderOptions }: any) => {
    renderOptions.onLoaded = ({ response, renderOptions }: any) => {
      renderOptions.location = response.url + location.hash
      up.history.replace(renderOptions.location)
    }
  })
}

/** Tells the server which requests no person made: polls, preloads and other requests in the background. */
function markBackgroundRequests() {
  up.on('up:request:load', ({ request }: any) => {
    if (request.background) request.headers['X-Session-Passive'] = 'true'
  })
}

const once = (name: string) =>
  new Promise((resolve) => document.addEventListener(name, resolve, { once: true }))
