import { ChildProcess, spawn } from 'child_process'
import { once } from 'events'
import { setTimeout } from 'timers/promises'
import Application from '@ioc:Adonis/Core/Application'
import { freePort } from './proxies'

const running = new Set<ChildProcess>()
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')))

/** Waits until a condition is true, for 30 seconds at most. */
export async function until(isSo: () => Promise<boolean>) {
  const end = Date.now() + 30_000
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`It does not come true: ${isSo}`)
    await setTimeout(25)
  }
}

const preloads = ['@adonisjs/assembler/build/register', './tests/support/commands']

/** A server of the site in its own process. */
export class SiteProcess {
  /** Everything that it has printed, including its log. */
  public output = ''
  private child: ChildProcess

  private constructor(public port: number) {}

  /** Starts a server and waits until it is ready. Takes additional settings. */
  public static async start(databaseUrl = process.env.DATABASE_URL!, settings: NodeJS.ProcessEnv = {}) {
    const site = new SiteProcess(Number(settings.PORT) || (await freePort()))
    site.spawn({ DATABASE_URL: databaseUrl, ...settings })
    await Promise.race([once(site.child, 'message'), once(site.child, 'exit')])
    if (site.hasEnded) throw new Error(`The server did not start: ${site.output}`)
    return site
  }

  public get pid() {
    return this.child.pid
  }

  public get hasEnded() {
    return this.child.exitCode !== null || this.child.signalCode !== null
  }

  /**
   * Sends a signal and waits until the process has ended and its output is complete.
   * Returns the exit code, or null if the signal ended the process.
   */
  public async end(signal: NodeJS.Signals): Promise<number | null> {
    if (!this.hasEnded) {
      const close = once(this.child, 'close')
      this.child.kill(signal)
      await close
    }
    return this.child.exitCode
  }

  /** Makes the server throw this error outside a request. Returns the exit code. */
  public async fail(words: string): Promise<number | null> {
    const close = once(this.child, 'close')
    this.child.send({ error: words })
    await close
    return this.child.exitCode
  }

  /** Advances the timeouts of the server, and waits for what they cause. The first call stops them, with 0. */
  public async advance(advanceMs: number) {
    const done = new Promise<void>((resolve) => {
      this.child.on('message', (message) => message === 'done' && resolve()).once('exit', () => resolve())
    })
    this.child.send({ advanceMs })
    await done
  }

  /** Returns the status of a page of this server, or null if the server does not listen. */
  public status(path: string): Promise<number | null> {
    return fetch(`http://127.0.0.1:${this.port}${path}`, {
      redirect: 'manual',
      headers: { connection: 'close' },
    }).then(
      ({ status }) => status,
      () => null,
    )
  }

  private spawn(settings: NodeJS.ProcessEnv) {
    this.child = spawn(process.execPath, [...preloads.flatMap((file) => ['-r', file]), 'server.ts'], {
      cwd: Application.appRoot,
      env: { ...process.env, ...settings, PORT: String(this.port) },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    for (const stream of [this.child.stdout!, this.child.stderr!])
      stream.on('data', (data) => (this.output += data))
    running.add(this.child)
    this.child.on('exit', () => running.delete(this.child))
  }
}
