import { LRUCache } from 'lru-cache'
import Application from '@ioc:Adonis/Core/Application'
import View from '@ioc:Adonis/Core/View'

const maxCharacters = 4_000_000

const fragments = new LRUCache<string, string>({
  maxSize: maxCharacters,
  sizeCalculation: (html, key) => html.length + key.length,
})

/**
 * Renders a template with a model, once for each content of its row. The template must not depend on the viewer or the
 * time. In development it is rendered each time, because it may have changed.
 */
export function cached(template: string, item: { row: object; model: object }): string {
  const key = `${template} ${JSON.stringify(item.row)}`
  const known = fragments.get(key)
  if (known !== undefined) return known

  const html = View.renderSync(template, { model: item.model })
  if (Application.nodeEnvironment !== 'development') fragments.set(key, html)
  return html
}
