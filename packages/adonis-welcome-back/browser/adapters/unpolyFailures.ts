import { up } from '../environment'
import { showMessage } from '../messages'

/**
 * Keeps a form on the page if its request failed, and shows why: an error page must not replace typed text. Shows a
 * network failure at the form, or above the page for a link.
 */
export function keepFailedForms() {
  up.on('up:fragment:loaded', keepForm)
  up.on('up:fragment:offline', showOffline)
  // Otherwise Unpoly also reports a network failure in the console.
  window.addEventListener(
    'unhandledrejection',
    (event) => event.reason instanceof up.Offline && event.preventDefault(),
  )
}

/** The statuses of pages that may have replaced the form. */
const withoutForm = [403, 404, 409, 410]

/** Returns the text of an error page: its heading, and the advice below. */
function failureOn(page: Document): string {
  const [heading, advice] = ['h1', 'h1 + p'].map((part) => page.querySelector(part)?.textContent?.trim())
  return heading
    ? [heading.replace(/\.$/, '') + '.', advice].filter(Boolean).join(' ')
    : 'Something went wrong.'
}

function keepForm(event: any) {
  const { request, response, renderOptions } = event
  if (request.isSafe() || response.ok || response.header('X-Session-Verdict')) return

  const page = new DOMParser().parseFromString(response.text, 'text/html')
  const isPage = page.querySelector('meta[name=session-stamp]') !== null
  if (isPage && (!withoutForm.includes(response.status) || hasForm(page, renderOptions))) return

  event.preventDefault()
  showMessage(renderOptions, failureOn(page))
}

function hasForm(page: Document, { origin }: { origin?: HTMLButtonElement }): boolean {
  const form = origin?.form ?? origin?.closest('form')
  const isSame = ({ id, action }: HTMLFormElement) => (form?.id ? id === form.id : action === form?.action)
  return [...page.forms].some(isSame)
}

function showOffline({ request, renderOptions }: any) {
  const advice = request.isSafe() ? 'Please try again.' : 'Your text is still here: please send it again.'
  showMessage(renderOptions, `The site does not respond. ${advice}`)
}
