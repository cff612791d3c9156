import { readdirSync, readFileSync } from 'fs'
import { dirname, join, relative } from 'path'
import { test } from '@japa/runner'

type Graph = Map<string, Set<string>>

/** Returns which files of a folder import which others. Types do not count. */
function importsIn(folder: string): Graph {
  const names = (readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.endsWith('.ts'))
  return new Map(
    names.map((name) => {
      const code = readFileSync(join(folder, name), 'utf8')
      const paths = [...code.matchAll(/^(?:import|export) (?!type )[^'"]*?from '((?:\.|App\/)[^']+)'/gms)]
      const files = paths.map(([, path]) =>
        path.startsWith('App/')
          ? `${path.slice('App/'.length)}.ts`
          : `${relative(folder, join(folder, dirname(name), path))}.ts`,
      )
      return [name, new Set(files.filter((file) => names.includes(file)))]
    }),
  )
}

/** Returns which folders import from which others. */
function foldersOf(files: Graph): Graph {
  const folders: Graph = new Map()
  for (const [file, imported] of files) {
    const others = [...imported].map(dirname).filter((folder) => folder !== dirname(file))
    folders.set(dirname(file), new Set([...(folders.get(dirname(file)) ?? []), ...others]))
  }
  // The files beside the folders are imported everywhere, or import everything.
  folders.delete('.')
  return folders
}

/** Returns the names on cycles: what is left after the names that import nothing, or that nothing imports, are removed. */
function cycleIn(graph: Graph): string[] {
  const left = new Set(graph.keys())
  const imports = (from: string, to: string) => graph.get(from)!.has(to)
  const isAtAnEnd = (name: string) =>
    ![...left].some((other) => imports(name, other)) || ![...left].some((other) => imports(other, name))
  for (let ends = [...left].filter(isAtAnEnd); ends.length; ends = [...left].filter(isAtAnEnd))
    ends.forEach((end) => left.delete(end))
  return [...left].sort()
}

const server = 'packages/adonis-welcome-back/server'

test.group('Imports', () => {
  test('of the server half of the package form no cycle, neither of files nor of folders', ({ assert }) => {
    const files = importsIn(server)
    assert.isAbove(files.size, 50)
    assert.deepEqual(cycleIn(files), [])
    assert.deepEqual(cycleIn(foldersOf(files)), [])
  })

  test('of the site form no cycle, except between models', ({ assert }) => {
    const files = importsIn('app')
    assert.isAbove(files.size, 40)
    assert.deepEqual(
      cycleIn(files).filter((name) => !name.startsWith('Models/')),
      [],
    )
  })

  test('of models lead to no view', ({ assert }) => {
    for (const [name, imported] of importsIn('app'))
      if (name.startsWith('Models/')) assert.notMatch([...imported].join(' '), /View\//, name)
  })

  test('of a cycle are found', ({ assert }) => {
    const graph = { a: ['b'], b: ['c'], c: ['b'], d: [] }
    const imports = Object.entries(graph).map(([name, others]): [string, Set<string>] => [
      name,
      new Set(others),
    ])
    assert.deepEqual(cycleIn(new Map(imports)), ['b', 'c'])
  })
})
