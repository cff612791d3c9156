import Bowser from 'bowser'

const browsers = Object.values(Bowser.BROWSER_MAP)
const systems = Object.values(Bowser.OS_MAP)

/**
 * Returns what a person calls a browser: "Firefox on Windows". Takes its User-Agent. The parser returns words of that
 * text for a browser that it does not know; they are left out.
 */
export function deviceNameOf(userAgent: string): string {
  const { browser, os } = parse(userAgent)
  return `${oneOf(browsers, browser.name) ?? 'A browser'} on ${oneOf(systems, os.name) ?? 'an unknown system'}`
}

/** Returns the kind of browser: `chrome`, `edge`, `firefox`, `safari`, `phone` or `other`. Takes its User-Agent. */
export function deviceKindOf(userAgent: string): string {
  const { browser, platform } = parse(userAgent)
  if (platform.type === 'mobile') return 'phone'
  return browser.name?.match(/chrome|edge|firefox|safari/i)?.[0].toLowerCase() ?? 'other'
}

const parse = (userAgent: string) => Bowser.parse(userAgent || 'unknown')

const oneOf = (names: string[], name = '') => names.find((known) => known === name)
