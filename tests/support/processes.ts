import { ChildProcess, spawn } from 'child_process'
import { once } from 'events'
import { setTimeout } from 'timers/promises'
import Application from '@ioc:Adonis/Core/Application'
import { freePort } from './proxies'

const running = new Set<ChildProcess>()
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')))

/** Waits until something is so, for 15 seconds at most. */
export async function until(isSo: () => Promise<boolean>) {
  const end = Date.now() + 15_000
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`It does not come true: ${isSo}`)
    await setTimeout(25)
  }
}

/** A server of the site in a process of its own. */
export class SiteProcess {
  private child: ChildProcess

  private constructor(public port: number) {}

  /** Starts a server and waits until it says that it is ready. */
  public static async start(databaseUrl = process.env.DATABASE_URL!, settings: NodeJS.ProcessEnv = {}) {
    const site = new SiteProcess(await freePort())
    site.spawn({ DATABASE_URL: databaseUrl, ...settings })
    await Promise.race([once(site.child, 'message'), once(site.child, 'exit')])
    if (site.hasEnded) throw new Error('The server did not start')
    return site
  }

  public get hasEnded() {
    return this.child.exitCode !== null || this.child.signalCode !== null
  }

  /** Sends a signal. Answers the exit code, once the process has ended: null where the signal ended it. */
  public async end(signal: NodeJS.Signals): Promise<number | null> {
    if (!this.hasEnded) {
      const exit = once(this.child, 'exit')
      this.child.kill(signal)
      await exit
    }
    return this.child.exitCode
  }

  /** The status of a page, asked for at this very server; null where nobody listens. */
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
    this.child = spawn(process.execPath, ['-r', '@adonisjs/assembler/build/register', 'server.ts'], {
      cwd: Application.appRoot,
      env: { ...process.env, PORT: String(this.port), ...settings },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    running.add(this.child)
    this.child.on('exit', () => running.delete(this.child))
  }
}
