import { selectors, signInPath } from './environment'
import { hasSessionHead } from './page'

/**
 * Reports, after the page has loaded, what is missing in its layout or in the call of `start`. Error pages need
 * nothing.
 */
export function reportMissingEdits() {
  window.addEventListener('load', () =>
    missingEdits().forEach((text) => console.error(`Welcome Back: ${text}`)),
  )
}

function missingEdits(): string[] {
  if (!hasSessionHead())
    return has('[x-data^="page("]') ? ["the layout lacks @!component('welcomeback::head')"] : []

  const { header, signIn } = selectors
  const isSignInPage = location.pathname === signInPath
  return [
    has('#session-warning') ? [] : "the layout lacks @!component('welcomeback::body')",
    window.isAuthenticated !== undefined
      ? []
      : 'x-data="page(…)" is missing, or Alpine was not started after start()',
    has(header) ? [] : `no element matches header: '${header}'`,
    !isSignInPage || has(signIn) ? [] : `no element matches signIn: '${signIn}'`,
  ].flat()
}

const has = (selector: string) => document.querySelector(selector) !== null
