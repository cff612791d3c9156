import type Files from './files'

export interface Layout {
  /** The name in Edge: `layouts/app`. */
  name: string
  file: string
  /** How many templates use it. */
  uses: number
}

const views = 'resources/views'

/** Returns the app's templates with a whole page, the most used one first. */
export function layoutsOf(files: Files): Layout[] {
  const templates = files.list(views, '.edge').map((file) => ({ file, text: files.read(file) }))
  return templates
    .filter(({ text }) => /<\/head>/i.test(text))
    .map(({ file }) => {
      const name = file.slice(views.length + 1, -'.edge'.length)
      return { name, file, uses: templates.filter(({ text }) => uses(text, name)).length }
    })
    .filter(({ name, uses }) => uses > 0 || /(^|\/)layouts?\//.test(name))
    .sort((one, other) => other.uses - one.uses)
}

const uses = (text: string, name: string) =>
  [...text.matchAll(/@layout\(\s*['"]([^'"]+)['"]/g)].some(
    ([, used]) => used.replace(/\.edge$/, '').replace(/\./g, '/') === name.replace(/\./g, '/'),
  )
