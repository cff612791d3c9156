import type { Page } from 'playwright'

type Old = (name: string) => any

/** A control of a real page, how a person changes it, and what must come back. */
export interface Control {
  name: string
  /** The control as the server renders it, with what somebody typed before. */
  html: (old: Old) => string
  change: (page: Page) => Promise<unknown>
  read: (page: Page) => Promise<unknown>
  /** What `read` returns after the change. */
  value: unknown
  /** The field that the form sends, and its value. */
  sent?: [string, unknown]
  needsScript?: true
}

const escaped = (text: unknown) =>
  String(text ?? '')
    .replace(/&/g, '&amp;')
    .replace(/"/g, '&quot;')
    .replace(/</g, '&lt;')

const valueOf = (selector: string) => (page: Page) => page.locator(selector).inputValue()
const isChecked = (selector: string) => (page: Page) => page.locator(selector).isChecked()
const textOf = (selector: string) => async (page: Page) =>
  (await page.locator(selector).textContent())?.trim()

/** Types with the keyboard: scripts cannot do that, so the page must take it for a person's text. */
const typing = (selector: string, text: string) => async (page: Page) => {
  await page.focus(selector)
  await page.keyboard.type(text)
}

const pressing = (selector: string, key: string) => async (page: Page) => {
  await page.focus(selector)
  await page.keyboard.press(key)
}

const clicking = (selector: string) => (page: Page) => page.click(selector)

const input = (type: string, name: string, typed: string, value = typed): Control => ({
  name: `input type=${type}`,
  html: (old) => `<label>${name} <input type="${type}" name="${name}" value="${escaped(old(name))}"></label>`,
  change: typing(`[name=${name}]`, typed),
  read: valueOf(`[name=${name}]`),
  value,
  sent: [name, value],
})

const list = (value: unknown) => [value ?? []].flat() as unknown[]

/** What is chosen without a choice of somebody is chosen by default. */
const chosen = (old: Old, name: string, value: string, byDefault = false) =>
  old('_viewer') !== undefined || Object.keys(old('') ?? {}).length
    ? list(old(name)).includes(value)
    : byDefault

const box = (old: Old, field: string, name: string, value: string, byDefault = false, type = 'checkbox') =>
  `<label>${value} <input type="${type}" name="${field}" value="${value}"${
    chosen(old, name, value, byDefault) ? ' checked' : ''
  }></label>`

const option = (old: Old, name: string, value: string) =>
  `<option${chosen(old, name, value) ? ' selected' : ''}>${value}</option>`

const selectedIn = (selector: string) => (page: Page) =>
  page
    .locator(selector)
    .evaluate((select: HTMLSelectElement) => [...select.selectedOptions].map(({ value }) => value))

const checkedIn = (name: string) => (page: Page) =>
  page
    .locator(`[name="${name}"]`)
    .evaluateAll((boxes: HTMLInputElement[]) =>
      boxes.filter(({ checked }) => checked).map(({ value }) => value),
    )

export const controls: Control[] = [
  input('text', 'title', 'Halbe Sätze, "quoted" & <b>'),
  input('email', 'mail', 'ada@example.org'),
  input('url', 'page', 'https://example.org/?a=1&b=2'),
  input('tel', 'phone', '+49 30 123'),
  input('number', 'amount', '42'),
  input('date', 'day', '02032024', '2024-02-03'),
  {
    name: 'textarea',
    html: (old) => `<textarea name="text" aria-label="Text">\n${escaped(old('text'))}</textarea>`,
    change: typing('[name=text]', 'One line,\nand another 🚀'),
    read: valueOf('[name=text]'),
    value: 'One line,\nand another 🚀',
    sent: ['text', 'One line,\nand another 🚀'],
  },
  {
    name: 'input type=range',
    html: (old) => `<label>Volume <input type="range" name="volume" value="${old('volume') ?? ''}"></label>`,
    change: pressing('[name=volume]', 'ArrowRight'),
    read: valueOf('[name=volume]'),
    value: '51',
    sent: ['volume', '51'],
  },
  {
    name: 'a box that gets ticked',
    html: (old) => box(old, 'agreed', 'agreed', 'yes'),
    change: clicking('[name=agreed]'),
    read: isChecked('[name=agreed]'),
    value: true,
    sent: ['agreed', 'yes'],
  },
  {
    name: 'a box whose tick is removed',
    html: (old) => box(old, 'news', 'news', 'yes', true),
    change: clicking('[name=news]'),
    read: isChecked('[name=news]'),
    value: false,
    sent: ['news', undefined],
  },
  {
    name: 'boxes of one name',
    html: (old) => ['red', 'green', 'blue'].map((tag) => box(old, 'tags[]', 'tags', tag)).join(''),
    change: async (page) => {
      await page.click('[value=red]')
      await page.click('[value=blue]')
    },
    read: checkedIn('tags[]'),
    value: ['red', 'blue'],
    sent: ['tags', ['red', 'blue']],
  },
  {
    name: 'radio buttons',
    html: (old) =>
      ['small', 'large'].map((size) => box(old, 'size', 'size', size, size === 'small', 'radio')).join(''),
    change: clicking('[value=large]'),
    read: checkedIn('size'),
    value: ['large'],
    sent: ['size', 'large'],
  },
  {
    name: 'select',
    html: (old) =>
      `<select name="planet" aria-label="Planet">${['Earth', 'Mars'].map((name) => option(old, 'planet', name)).join('')}</select>`,
    change: pressing('[name=planet]', 'ArrowDown'),
    read: selectedIn('[name=planet]'),
    value: ['Mars'],
    sent: ['planet', 'Mars'],
  },
  {
    name: 'select multiple',
    html: (old) =>
      `<select name="moons[]" multiple size="4" aria-label="Moons">${['Io', 'Europa', 'Titan'].map((name) => option(old, 'moons', name)).join('')}</select>`,
    change: async (page) => {
      await page.click('option:text-is("Io")')
      await page.click('option:text-is("Titan")', { modifiers: ['Control'] })
    },
    read: selectedIn('[name="moons[]"]'),
    value: ['Io', 'Titan'],
    sent: ['moons', ['Io', 'Titan']],
  },
  {
    name: 'a nested name',
    html: (old) => `<input name="post[note]" aria-label="Note" value="${escaped(old('post.note'))}">`,
    change: typing('[name="post[note]"]', 'nested words'),
    read: valueOf('[name="post[note]"]'),
    value: 'nested words',
    sent: ['post.note', 'nested words'],
  },
  {
    name: 'texts of one name',
    html: (old) =>
      [0, 1]
        .map((at) => `<input name="items[]" aria-label="Item" value="${escaped(list(old('items'))[at])}">`)
        .join(''),
    change: async (page) => {
      for (const [at, text] of ['first', 'second'].entries()) {
        await page.locator('[name="items[]"]').nth(at).focus()
        await page.keyboard.type(text)
      }
    },
    read: (page) =>
      page
        .locator('[name="items[]"]')
        .evaluateAll((fields: HTMLInputElement[]) => fields.map(({ value }) => value)),
    value: ['first', 'second'],
    sent: ['items', ['first', 'second']],
  },
  {
    name: 'a rich text with a hidden field',
    html: () =>
      `<div contenteditable="true" id="rich" role="textbox" aria-label="Rich"></div><input type="hidden" name="rich" data-copies="rich">`,
    change: typing('#rich', 'bold words'),
    read: textOf('#rich'),
    value: 'bold words',
    sent: ['rich', 'bold words'],
    needsScript: true,
  },
  {
    name: 'a rich text without a field',
    html: () => `<div contenteditable="plaintext-only" id="plain" role="textbox" aria-label="Plain"></div>`,
    change: typing('#plain', 'plain words'),
    read: textOf('#plain'),
    value: 'plain words',
    needsScript: true,
  },
  {
    name: 'a field in a shadow root',
    html: () => `<thing-editor></thing-editor><input type="hidden" name="deep" data-copies="thing-editor">`,
    change: typing('thing-editor input', 'deep words'),
    read: valueOf('thing-editor input'),
    value: 'deep words',
    sent: ['deep', 'deep words'],
    needsScript: true,
  },
]

/** Controls outside the form, and a script that runs the controls which need one. */
export const outside: Control[] = [
  {
    name: 'a field outside its form',
    html: (old) => `<input name="apart" form="thing" aria-label="Apart" value="${escaped(old('apart'))}">`,
    change: typing('[name=apart]', 'apart from it'),
    read: valueOf('[name=apart]'),
    value: 'apart from it',
    sent: ['apart', 'apart from it'],
  },
  {
    name: 'a field outside the main element',
    html: () => '',
    change: typing('[name=aside]', 'beside the page'),
    read: valueOf('[name=aside]'),
    value: 'beside the page',
    sent: ['aside', 'beside the page'],
    needsScript: true,
  },
]

/** Adds what pages build by script. */
export const prepare = (page: Page) =>
  page.evaluate(() => {
    class Editor extends HTMLElement {
      public connectedCallback() {
        this.attachShadow({ mode: 'open' }).innerHTML = '<input aria-label="Deep">'
      }
    }
    if (!customElements.get('thing-editor')) customElements.define('thing-editor', Editor)
    const aside = Object.assign(document.createElement('input'), { name: 'aside' })
    aside.setAttribute('form', 'thing')
    aside.setAttribute('aria-label', 'Aside')
    document.querySelector('main')!.after(aside)
    document.addEventListener('input', (event) => {
      const place = event.composedPath()[0] as HTMLInputElement
      const field = document.querySelector<HTMLInputElement>(
        place.id === 'rich' ? '[data-copies=rich]' : '[data-copies=thing-editor]',
      )
      if (field && (place.id === 'rich' || place.getRootNode() !== document))
        field.value = place.value ?? place.innerText
    })
  })
