import { readFileSync, writeFileSync } from 'fs'
import { join } from 'path'

interface Edit {
  file: string
  /** The lines of one block, each with its mark: a space, `+` or `-`. */
  lines: string[]
}

/** Returns the edits of a README: each numbered heading names a file, each block below it has its lines. */
export function editsOf(readme: string): Edit[] {
  const steps = readme.split(/^### \d+\. /m).slice(1)
  return steps.flatMap((step) => {
    const file = step.match(/`([^`]+)`/)![1]
    const blocks = step.split(/^## /m)[0].matchAll(/^```diff\n([^]*?)\n```$/gm)
    return [...blocks].map(([, block]) => ({ file, lines: block.split('\n') }))
  })
}

/** Applies an edit to an app. Throws if the existing lines are not there. */
export function apply({ file, lines }: Edit, app: string) {
  const path = join(app, file)
  const given = readFileSync(path, 'utf8').split('\n')
  const known = lines.filter((line) => !line.startsWith('+')).map(bare)
  const at = given.findIndex((_, index) =>
    known.every((line, offset) => given[index + offset]?.trim() === line),
  )
  if (at < 0) throw new Error(`${file} has no lines ${known.join(' / ')}`)

  const result = lines.filter((line) => !line.startsWith('-')).map((line) => line.slice(1))
  given.splice(at, known.length, ...result)
  writeFileSync(path, given.join('\n'))
}

const bare = (line: string) => line.slice(1).trim()
