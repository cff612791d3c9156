import { execFileSync } from 'child_process'

/** Builds the site's script with more options of `start`. */
export const scriptWith = (options: string) =>
  build(`code.replace('start({', ${JSON.stringify(`start({ ${options},`)})`)

/** Builds another script in place of the site's. */
export const scriptOf = (source: string) => build(JSON.stringify(source))

function build(replacement: string): string {
  const code = `
    import { build } from 'vite'
    const transform = (code, id) => id.endsWith('/resources/js/app.js') ? ${replacement} : null
    const { output } = await build({
      configFile: false,
      logLevel: 'error',
      plugins: [{ name: 'replacement', transform }],
      build: {
        write: false,
        rolldownOptions: { input: 'resources/js/app.js', output: { codeSplitting: false } },
      },
    })
    process.stdout.write(output.find(({ isEntry }) => isEntry).code)`
  const args = ['--input-type=module', '--eval', code]
  return execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 24 })
}
