import { selectors } from './environment'
import { fetchPage } from './fetchPage'
import { hasSessionHead, readPage } from './page'
import { newTexts, textsIn } from './texts'

/** A page that the server sent to the sign-in dialog. */
export interface SignInPage {
  document: Document
  /** The address of the page, after redirects. */
  address: string
  response: Response
}

const timeoutMs = 10_000
const prefix = 'session-sign-in-'
const references = [
  ...['id', 'for', 'form', 'list', 'popovertarget', 'commandfor', 'aria-labelledby', 'aria-describedby'],
  ...['aria-controls', 'aria-details', 'aria-errormessage', 'aria-owns'],
]
export const noResponse = 'The site does not respond. Please try again.'
const notSignedIn = 'You are not signed in yet. Please try again.'
const messages = ':is([role=alert], [role=status], .flash, .alert, .error, .message)'

/**
 * Fetches a page as a browser does that shows the sign-in page: after a wrong password, an app often goes back to the
 * page that the form was on. Throws without a response.
 */
export async function fetchAsPage(address: string, init: RequestInit = {}): Promise<SignInPage> {
  const response = await fetch(address, {
    ...init,
    headers: { Accept: 'text/html', ...init.headers },
    referrerPolicy: 'same-origin',
    signal: AbortSignal.timeout(timeoutMs),
  })
  const html = await response.text()
  return { document: parse(html), address: response.url, response }
}

const parse = (html: string) => new DOMParser().parseFromString(html, 'text/html')

/** Sends the sign-in form. Throws without a response. */
export function send(form: HTMLFormElement, submitter: HTMLElement | null, page: SignInPage) {
  const action = submitter?.getAttribute('formaction') ?? form.getAttribute('action') ?? ''
  const data = new FormData(form, submitter)
  const body = form.enctype === 'multipart/form-data' ? data : new URLSearchParams(data as any)
  const address = new URL(action, page.address).href
  return fetchAsPage(address, { method: 'POST', body, referrer: page.address })
}

/** Returns a page of the signed-in viewer, or null. A page after the sign-in may not name its session. */
export async function pageAfterSignIn({ document, response }: SignInPage): Promise<Document | null> {
  const newer = hasSessionHead(document) || !response.ok ? document : await fetchPage()
  return newer && readPage(newer).isAuthenticated ? newer : null
}

export const hasForm = ({ document }: SignInPage) => document.querySelector(selectors.signIn) !== null

/** Returns the sign-in form of a page with all that belongs to it, ready for the dialog, or null. */
export function takeForm({ document }: SignInPage): HTMLElement | null {
  const section = document.querySelector<HTMLElement>(selectors.signIn)
  if (!section) return null
  nameFields(section)
  useOwnIds(section)
  return window.document.adoptNode(section)
}

/** Returns the form with the password. Other forms are for other ways to sign in. */
export function mainForm(section: HTMLElement): HTMLFormElement | null {
  const forms = section.matches('form') ? [section] : [...section.querySelectorAll('form')]
  const hasPassword = (form: Element) => form.querySelector('input[type=password]') !== null
  return (forms.find(hasPassword) ?? forms[0] ?? null) as HTMLFormElement | null
}

/** Lets everything but the form itself open in a new tab, because the page must stay. */
export function openElsewhere(section: HTMLElement) {
  for (const link of section.querySelectorAll<HTMLAnchorElement>('a[href]:not([href^="#"])')) {
    Object.assign(link, { target: '_blank', rel: 'noopener', href: withoutReturn(link.href) })
  }
  for (const form of section.querySelectorAll('form')) {
    if (form !== mainForm(section)) form.target = '_blank'
  }
}

/** The other tab must not return to the page without content that the dialog needs. */
function withoutReturn(address: string): string {
  const url = new URL(address)
  if (url.searchParams.get('return')?.startsWith('/api/user/page')) url.searchParams.delete('return')
  return url.href
}

/** Prefixes all ids and what refers to them, so that the page can have the same. */
function useOwnIds(section: HTMLElement) {
  const elements = [section, ...section.querySelectorAll('*')]
  const ids = new Set(elements.map(({ id }) => id).filter(Boolean))
  const own = (id: string) => (ids.has(id) ? prefix + id : id)
  for (const element of elements) {
    for (const name of references) {
      const value = element.getAttribute(name)
      if (value) element.setAttribute(name, value.split(/\s+/).map(own).join(' '))
    }
    const href = element.getAttribute('href')
    if (href?.startsWith('#')) element.setAttribute('href', `#${own(href.slice(1))}`)
  }
}

/** Names each field whose label stays behind in the page. */
function nameFields(section: HTMLElement) {
  const fields = 'input:not([type=hidden], [type=submit], [type=button]), select, textarea'
  for (const field of section.querySelectorAll<HTMLInputElement>(fields)) {
    const labels = [...(field.labels ?? []), ...referenced(field, 'aria-labelledby')]
    const isNamed = field.matches('[aria-label], [title]') || labels.some((label) => section.contains(label))
    if (isNamed) continue
    field.removeAttribute('aria-labelledby')
    field.setAttribute('aria-label', labels[0]?.textContent?.trim() || field.placeholder || field.name)
  }
}

function referenced(field: Element, name: string): Element[] {
  const ids = field.getAttribute(name)?.split(/\s+/) ?? []
  return ids.flatMap((id) => field.ownerDocument.getElementById(id) ?? [])
}

/** What a page says in its sign-in form, and beside it. */
export interface Said {
  inForm: string[]
  beside: string[]
}

export function saidOn({ document }: SignInPage): Said {
  const section = document.querySelector(selectors.signIn)
  return { inForm: section ? textsIn(section) : [], beside: textsIn(document.body, section) }
}

/**
 * Returns why a sign-in failed, or an empty text if the form itself says so: by the status of the response, or in the
 * words of the app that were not on the page before. A page without the form says it in its messages only.
 */
export function failureOf(page: SignInPage, before: Said): string {
  const { document, response } = page
  if (response.status === 429) return tooMany(response)
  if (response.status >= 500) return noResponse
  const now = saidOn(page)
  if (newTexts(now.inForm, before.inForm).length) return ''
  const said = hasForm(page)
    ? now.beside
    : [...document.querySelectorAll(messages)].flatMap((part) => textsIn(part))
  return newTexts(said, before.beside).join(' ').slice(0, 300) || notSignedIn
}

function tooMany(response: Response): string {
  const seconds = parseInt(response.headers.get('Retry-After') ?? '')
  const [count, unit] = seconds < 60 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute']
  const time = Number.isNaN(seconds) ? 'later' : `in ${count} ${unit}${count === 1 ? '' : 's'}`
  return `Too many attempts. Please try again ${time}.`
}
