import { execFileSync } from 'child_process'

/** Builds the site's script with more options of `start`. */
export function scriptWith(options: string): string {
  const code = `
    import { build } from 'vite'
    const transform = (code, id) =>
      id.endsWith('/resources/js/app.js') ? code.replace('start({', ${JSON.stringify(`start({ ${options},`)}) : null
    const { output } = await build({
      configFile: false,
      logLevel: 'error',
      plugins: [{ name: 'options', transform }],
      build: { write: false, rollupOptions: { input: 'resources/js/app.js' } },
    })
    process.stdout.write(output.find(({ isEntry }) => isEntry).code)`
  const args = ['--input-type=module', '--eval', code]
  return execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 24 })
}
