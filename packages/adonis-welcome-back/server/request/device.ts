import Bowser from 'bowser'
import BoundedMap from '../BoundedMap'

const browsers = Object.values(Bowser.BROWSER_MAP)
const systems = Object.values(Bowser.OS_MAP)

/** Returns "Firefox on Windows" for a User-Agent. The names come from fixed lists, never from the User-Agent. */
export function deviceNameOf(userAgent: string): string {
  const { browser, os } = parse(userAgent)
  return `${oneOf(browsers, browser.name) ?? 'A browser'} on ${oneOf(systems, os.name) ?? 'an unknown system'}`
}

/** Returns `chrome`, `edge`, `firefox`, `safari`, `phone` or `other` for a User-Agent. */
export function deviceKindOf(userAgent: string): string {
  const { browser, platform } = parse(userAgent)
  if (platform.type === 'mobile') return 'phone'
  return browser.name?.match(/chrome|edge|firefox|safari/i)?.[0].toLowerCase() ?? 'other'
}

const parsed = new BoundedMap<string, Bowser.Parser.ParsedResult>(1_000)

function parse(userAgent: string) {
  if (!parsed.has(userAgent)) parsed.set(userAgent, Bowser.parse(userAgent || 'unknown'))
  return parsed.get(userAgent)!
}

const oneOf = (names: string[], name = '') => names.find((known) => known === name)
