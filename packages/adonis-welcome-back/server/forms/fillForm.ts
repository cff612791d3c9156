import { DefaultTreeAdapterMap, parse } from 'parse5'
import { string } from '@ioc:Adonis/Core/Helpers'
import { settings } from '../settings'
import { Fields, namedTexts } from './formFields'

type Node = DefaultTreeAdapterMap['node']
type Element = DefaultTreeAdapterMap['element']
type Edit = { from: number; to: number; text: string }

const controlNames = ['input', 'textarea', 'select']
const ownFields = ['_csrf', '_viewer', '_page', '_method']
const unfilledTypes = ['file', 'password', 'submit', 'button', 'image', 'reset']

/**
 * Fills in the form of a page that is sent to a certain address. Returns null if the page has no such form with any of
 * the fields.
 */
export function fillForm(
  html: string,
  isSentTo: (address: string) => boolean,
  fields: Fields,
): string | null {
  const elements = elementsIn(parse(html, { sourceCodeLocationInfo: true }))
  const texts = new Texts(fields)
  const forms = elements
    .filter((form) => form.tagName === 'form' && attribute(form, 'method')?.toLowerCase() === 'post')
    .map((form) => ({ form, controls: controlsOf(form, elements) }))
    .filter(({ form, controls }) => addressesOf(form, controls).some(isSentTo))
    .filter(({ controls }) => controls.some((control) => texts.of(nameOf(control)).length > 0))
  const [best] = forms.sort((one, other) => likeness(other.controls, texts) - likeness(one.controls, texts))
  if (!best) return null

  const edits = best.controls.filter(isFilled).flatMap((control) => editsOf(control, texts, html))
  return applied(html, edits)
}

/** The texts of a form by the names of their fields, as far as a parsed form still has them. */
class Texts {
  private named = new Map<string, string[]>()
  private used = new Map<string, number>()

  constructor(fields: Fields) {
    for (const [name, text] of namedTexts(fields)) this.named.set(keyOf(name), [...this.of(name), text])
  }

  public of(name: string): string[] {
    return this.named.get(keyOf(name)) ?? []
  }

  /** Returns the next text of a name that several fields share. */
  public next(name: string): string | undefined {
    const index = this.used.get(keyOf(name)) ?? 0
    this.used.set(keyOf(name), index + 1)
    return this.of(name)[index]
  }
}

/** `tags`, `tags[]` and `tags[0]` are fields of one list. `post.body` arrives as `post[body]`. */
const keyOf = (name: string) =>
  name
    .replace(/\.([^.[\]]+)/g, '[$1]')
    .replace(/\[\d*\]/g, '[]')
    .replace(/\[\]$/, '')

const nameOf = (control: Element) => attribute(control, 'name') ?? ''

/** Returns how many hidden fields of a form have the same values. */
const likeness = (controls: Element[], texts: Texts) =>
  controls.filter(
    (control) =>
      attribute(control, 'type') === 'hidden' &&
      texts.of(nameOf(control)).includes(attribute(control, 'value') ?? ''),
  ).length

/** A button can have an address of its own. */
const addressesOf = (form: Element, controls: Element[]) => [
  attribute(form, 'action') ?? '',
  ...controls.flatMap((control) => attribute(control, 'formaction') ?? []),
]

function controlsOf(form: Element, elements: Element[]): Element[] {
  const id = attribute(form, 'id')
  const inside = new Set(elementsIn(form))
  return elements.filter((element) => {
    if (![...controlNames, 'button'].includes(element.tagName)) return false
    const owner = attribute(element, 'form')
    return owner === undefined ? inside.has(element) : owner === id
  })
}

function isFilled(control: Element): boolean {
  const leaf = nameOf(control).match(/([^[\]]+)\]?(\[\])?$/)?.[1] ?? ''
  return (
    controlNames.includes(control.tagName) &&
    !unfilledTypes.includes(attribute(control, 'type')?.toLowerCase() ?? '') &&
    attribute(control, 'disabled') === undefined &&
    leaf !== '' &&
    ![...ownFields, ...settings().neverKept].includes(leaf)
  )
}

function editsOf(control: Element, texts: Texts, html: string): Edit[] {
  const name = nameOf(control)
  if (control.tagName === 'select') return optionEdits(control, texts.of(name), html)
  if (['checkbox', 'radio'].includes(attribute(control, 'type')?.toLowerCase() ?? '')) {
    return flagEdits(control, 'checked', texts.of(name).includes(attribute(control, 'value') ?? 'on'), html)
  }

  const text = texts.next(name)
  if (text === undefined) return []
  const isTyped = attribute(control, 'type') !== 'hidden'
  return [...textEdits(control, text, html), ...(isTyped ? flagEdits(control, 'data-typed', true, html) : [])]
}

function textEdits(control: Element, text: string, html: string): Edit[] {
  const { startTag, endTag, attrs } = control.sourceCodeLocation!
  const escaped = string.escapeHTML(text)
  if (control.tagName === 'textarea') {
    return [
      { from: startTag!.endOffset, to: endTag?.startOffset ?? startTag!.endOffset, text: `\n${escaped}` },
    ]
  }
  const value = `value="${escaped}"`
  const former = attrs?.value
  return former
    ? [{ from: former.startOffset, to: former.endOffset, text: value }]
    : [insertion(control, value, html)]
}

function optionEdits(select: Element, chosen: string[], html: string): Edit[] {
  const isMultiple = attribute(select, 'multiple') !== undefined
  if (chosen.length === 0 && !isMultiple) return []
  return elementsIn(select)
    .filter(({ tagName }) => tagName === 'option')
    .flatMap((option) => {
      const value = attribute(option, 'value') ?? textIn(option).trim().replace(/\s+/g, ' ')
      return flagEdits(option, 'selected', chosen.includes(value), html)
    })
}

function flagEdits(element: Element, name: string, isSet: boolean, html: string): Edit[] {
  const former = element.sourceCodeLocation?.attrs?.[name]
  if (!!former === isSet) return []
  return former
    ? [{ from: former.startOffset, to: former.endOffset, text: '' }]
    : [insertion(element, name, html)]
}

/** Inserts an attribute at the end of a start tag. */
function insertion({ sourceCodeLocation }: Element, text: string, html: string): Edit {
  const end = sourceCodeLocation!.startTag!.endOffset
  const at = end - (html[end - 2] === '/' ? 2 : 1)
  return { from: at, to: at, text: ` ${text}` }
}

/** Several insertions can be at one place. */
function applied(html: string, edits: Edit[]): string {
  let [result, at] = ['', 0]
  for (const { from, to, text } of edits.sort((one, other) => one.from - other.from)) {
    result += html.slice(at, from) + text
    at = to
  }
  return result + html.slice(at)
}

function elementsIn(node: Node): Element[] {
  const children = 'childNodes' in node ? node.childNodes : []
  return children.flatMap((child) => ('tagName' in child ? [child, ...elementsIn(child)] : []))
}

function textIn(node: Node): string {
  if ('value' in node) return node.value
  return 'childNodes' in node ? node.childNodes.map(textIn).join('') : ''
}

const attribute = ({ attrs }: Element, name: string): string | undefined =>
  attrs.find((attr) => attr.name === name)?.value
