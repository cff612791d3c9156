import { parse } from 'url'
import type User from 'App/Models/User'
import { password } from 'Database/factories'

export const origin = `http://${process.env.HOST}:${process.env.PORT}`

export type Fields = Record<string, string | string[]>
type Headers = Record<string, string>

/** A browser without JavaScript: it keeps cookies, and follows redirects only when told to. */
export class Visitor {
  public cookies = new Map<string, string>()
  public path = '/'

  constructor(private site = origin) {}

  public get(path: string, headers: Headers = {}) {
    return this.request('GET', path, { headers })
  }

  /** Sends fields as a form does. */
  public send(path: string, fields: Fields, headers: Headers = {}) {
    return this.post(path, urlEncoded(fields), headers)
  }

  public post(path: string, body: BodyInit, headers: Headers = {}) {
    return this.request('POST', path, { body, headers: { origin: this.site, ...headers } })
  }

  /** Opens a page and returns its form with that id, which can be sent at any time. */
  public async open(page: string, id: string) {
    const { html } = await this.get(page)
    const [action, rendered] = [actionOf(html, id, page), fieldsOf(html, id)]
    return {
      send: (fields: Fields = {}, headers: Headers = {}) =>
        this.send(action, { ...rendered, ...fields }, { referer: this.site + page, ...headers }),
    }
  }

  /** Opens a page and sends its form with that id, changed by `fields`. */
  public async submit(page: string, id: string, fields: Fields, headers: Headers = {}) {
    return (await this.open(page, id)).send(fields, headers)
  }

  /** Sends fields with the token of a page, as a script of that page or a form without an id does. */
  public async act(path: string, fields: Fields = {}, headers: Headers = {}) {
    const page = await this.follow(await this.get(this.path))
    return this.send(path, { _csrf: page.meta('csrf-token')!, ...fields }, headers)
  }

  public async follow(answer: Answer, headers: Headers = {}) {
    while (answer.location) answer = await this.get(answer.location, headers)
    return answer
  }

  public signIn(user: User, page = '/login', fields: Fields = {}) {
    return this.submit(page, 'login-form', { email: user.email, password, ...fields })
  }

  public signOut() {
    return this.act('/logout')
  }

  public async isSignedIn() {
    return (await this.get('/api/user/check')).body === 'true'
  }

  /** Returns a copy of this visitor's browser in its current state. */
  public clone() {
    const clone = new Visitor(this.site)
    clone.cookies = new Map(this.cookies)
    clone.path = this.path
    return clone
  }

  /** Does not send empty headers. */
  private async request(
    method: string,
    path: string,
    init: Omit<RequestInit, 'headers'> & { headers: Headers },
  ) {
    const headers = {
      referer: this.site + this.path,
      cookie: this.cookieHeader,
      accept: 'text/html',
      ...init.headers,
    }
    const response = await fetch(new URL(path, this.site), {
      method,
      redirect: 'manual',
      ...init,
      headers: Object.entries(headers).filter(([, value]) => value),
    })
    this.keepCookies(response)
    const answer = new Answer(response, await response.text())
    if (method === 'GET' && answer.isPage) this.path = path
    return answer
  }

  public get cookieHeader() {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  private keepCookies(response: Response) {
    response.headers.getSetCookie().forEach((cookie) => this.keep(cookie))
  }

  /** Applies the `Set-Cookie` headers of a response, as a browser does. */
  public keep(cookie: string) {
    const [, name, value] = cookie.match(/^([^=]+)=([^;]*)/)!
    if (/max-age=-?[01]\b|expires=thu, 01 jan 1970/i.test(cookie)) this.cookies.delete(name)
    else this.cookies.set(name, value)
  }
}

export class Answer {
  constructor(
    private response: Response,
    public body: string,
  ) {}

  public get status() {
    return this.response.status
  }

  public get html() {
    return this.body
  }

  public get isPage() {
    return this.status === 200 && /^<!doctype html>/i.test(this.html)
  }

  /** Returns the target of a redirect, as a path of this site or as an address of another site. */
  public get location() {
    const location = this.response.headers.get('location')
    return location && location.startsWith(new URL(this.response.url).origin)
      ? parse(location).path!
      : location
  }

  public header(name: string) {
    return this.response.headers.get(name)
  }

  public get headers() {
    return [...this.response.headers]
  }

  public get setsCookies() {
    return this.response.headers.getSetCookie()
  }

  public meta(name: string) {
    return this.body.match(new RegExp(`<meta name="${name}" content="([^"]*)"`))?.[1]
  }

  /** Returns the address and the fields of a form on this page. */
  public form(id: string): [string, Fields] {
    return [actionOf(this.body, id, '/'), fieldsOf(this.body, id)]
  }

  /** Returns the value of a field or a textarea, as the server rendered it. */
  public field(name: string) {
    return Object.fromEntries(inputs(this.body))[name]
  }
}

const urlEncoded = (fields: Fields) =>
  new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, one])),
  )

function form(html: string, id: string) {
  const [match] = html.match(new RegExp(`<form[^>]*id="${id}"[^]*?</form>`)) ?? []
  if (!match) throw new Error(`There is no form #${id} on this page:\n${html}`)
  return match
}

function actionOf(html: string, id: string, page: string) {
  return decode(form(html, id).match(/action="([^"]*)"/)![1]) || page
}

function fieldsOf(html: string, id: string) {
  const boxes = /<input[^>]*type="checkbox"[^>]*>/g
  return Object.fromEntries(inputs(form(html, id).replace(boxes, '')))
}

function inputs(html: string): [string, string][] {
  const fields = html.matchAll(/<input[^>]*>/g)
  const texts = html.matchAll(/<textarea[^>]*name="([^"]*)"[^>]*>\n?([^]*?)<\/textarea>/g)
  return [
    ...[...fields].map(([tag]): [string, string] => [attribute(tag, 'name'), attribute(tag, 'value')]),
    ...[...texts].map(([, name, text]): [string, string] => [name, decode(text)]),
  ]
}

const attribute = (tag: string, name: string) =>
  decode(tag.match(new RegExp(`\\s${name}=(["'])(.*?)\\1`, 's'))?.[2] ?? '')

function decode(html: string) {
  return html
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#0?39;|&#x27;/gi, "'")
    .replace(/&#x60;|&#96;/gi, '`')
    .replace(/&amp;/g, '&')
}
