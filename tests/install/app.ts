import { spawn, spawnSync, ChildProcess } from 'child_process'
import { mkdtempSync, readFileSync, readdirSync } from 'fs'
import { tmpdir } from 'os'
import { join } from 'path'
import Application from '@ioc:Adonis/Core/Application'
import { until } from '../support/processes'
import { freePort } from '../support/proxies'
import { apply, editsOf } from './edits'

const source = Application.makePath('packages/adonis-welcome-back')
const readme = readFileSync(join(source, 'README.md'), 'utf8')

/** No terminal can answer questions. */
const configure = 'node ace configure adonis-welcome-back < /dev/null'

/** An app in a temporary folder, which is made from packages of npm. */
export class InstalledApp {
  public scratch = mkdtempSync(join(tmpdir(), 'app-'))
  public root: string

  constructor(
    name: string,
    private settings: Record<string, string>,
  ) {
    this.root = join(this.scratch, name)
  }

  /** Runs a command in the folder of the app. Throws if it fails. */
  public run(command: string, cwd = this.root, settings: Record<string, string> = {}) {
    const env = { ...process.env, ...this.settings, ...settings }
    const { status, stdout, stderr } = spawnSync(command, { cwd, env, shell: true, encoding: 'utf8' })
    if (status !== 0) throw new Error(`${command}\n${stdout}\n${stderr}`)
  }

  /** Follows the README up to `configure`. The package comes from a file, as `npm pack` makes it. */
  public install() {
    this.run(`npm pack --pack-destination ${this.scratch}`, source)
    const [file] = readdirSync(this.scratch).filter((entry) => entry.endsWith('.tgz'))
    this.run(`npm install --ignore-scripts ${join(this.scratch, file)}`)
    this.configure()
  }

  public configure() {
    this.run(configure)
  }

  /** Makes the edits of the README, in the files and with the main element that this app has. */
  public edit({ files = {}, main = '<main' }: { files?: Record<string, string[]>; main?: string } = {}) {
    for (const { file, lines } of editsOf(readme))
      for (const own of files[file] ?? [file])
        apply({ file: own, lines: lines.map((line) => line.replace('<main', main)) }, this.root)
  }

  public installLibraries() {
    this.run(readme.match(/npm install --save-dev [^`]+/)![0])
  }

  /** Starts the built app on its own port. */
  public async start(): Promise<{ address: string; child: ChildProcess }> {
    const port = await freePort()
    const address = `http://127.0.0.1:${port}`
    const own = { NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port) }
    const env = { ...process.env, ...this.settings, ...own }
    const cwd = join(this.root, 'build')
    const child = spawn(process.execPath, ['server.js'], { cwd, env, stdio: 'inherit' })
    await until(() =>
      fetch(address).then(
        ({ ok }) => ok,
        () => false,
      ),
    )
    return { address, child }
  }

  /** Returns the text of each file that `configure` can write. */
  public text() {
    const folders = ['app', 'config', 'database', 'start'].flatMap((folder) =>
      readdirSync(join(this.root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => join(folder, name)),
    )
    return ['.adonisrc.json', 'tsconfig.json', ...folders].map((file) => [
      file,
      readFileSync(join(this.root, file), 'utf8'),
    ])
  }
}
