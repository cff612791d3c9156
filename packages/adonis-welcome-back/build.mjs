// `npm pack` runs this. It compiles the package into build/: the server half to CommonJS, as `node ace build` compiles
// an app, and the browser half to modules.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const require = createRequire(import.meta.url)
const ts = require('typescript')
const { iocTransformer } = require(
  require.resolve('@adonisjs/ioc-transformer', { paths: [require.resolve('@adonisjs/assembler')] }),
)
const path = (name) => fileURLToPath(new URL(name, import.meta.url))

/** Browsers and bundlers of 2019 and later read the result. */
const oldestBrowsers = ['es2019', 'chrome80', 'firefox78', 'safari14']

rmSync(path('build'), { recursive: true, force: true })
compile('tsconfig.server.json', { after: [iocTransformer(ts, { aliases: {} })] })
compile('tsconfig.browser.json')
simplifyTypes()
await bundle()
cpSync(path('views'), path('build/views'), { recursive: true })

/** Writes what a TypeScript project describes. Ends the process if it has errors. */
function compile(project, transformers) {
  const { options, fileNames } = ts.getParsedCommandLineOfConfigFile(path(project), {}, ts.sys)
  const program = ts.createProgram(fileNames, options)
  const { diagnostics } = program.emit(undefined, undefined, undefined, false, transformers)
  const problems = [...ts.getPreEmitDiagnostics(program), ...diagnostics]
  if (problems.length === 0) return
  console.error(ts.formatDiagnostics(problems, ts.createCompilerHost(options)))
  process.exit(1)
}

/** Writes types as TypeScript 4.2 reads them: it knows no `type` before a name in an import. */
function simplifyTypes() {
  const files = readdirSync(path('build'), { recursive: true }).filter((name) => name.endsWith('.d.ts'))
  for (const name of files) {
    const text = readFileSync(path(`build/${name}`), 'utf8')
    writeFileSync(path(`build/${name}`), text.replace(/(?<=^(?:im|ex)port [^;]*[{,] )type (?=\w)/gm, ''))
  }
}

async function bundle() {
  await build({
    configFile: false,
    logLevel: 'warn',
    root: path('.'),
    build: {
      outDir: path('build/browser'),
      emptyOutDir: false,
      target: oldestBrowsers,
      minify: false,
      cssMinify: false,
      lib: { entry: path('browser/index.ts'), formats: ['es'], fileName: () => 'index.js' },
      rolldownOptions: { output: { chunkFileNames: '[name].js' } },
    },
  })
  await bundleStyles()
}

async function bundleStyles() {
  const { transform, browserslistToTargets, Features } = require('lightningcss')
  const { code } = transform({
    filename: 'session.css',
    code: readFileSync(path('browser/session.css')),
    include: Features.Nesting,
    targets: browserslistToTargets(['chrome 80', 'firefox 78', 'safari 14']),
  })
  mkdirSync(path('build/browser'), { recursive: true })
  writeFileSync(path('build/browser/session.css'), code)
}
