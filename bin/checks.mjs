import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { createServer } from 'node:net'

const [major, minor] = process.versions.node.split('.').map(Number)

/** Ends the command with one line instead of a stack. */
export function stop(line) {
  console.error(line)
  process.exit(1)
}

export function requireNode() {
  if (major > 20 || (major === 20 && minor >= 19)) return
  stop(`Welcome Back needs Node 20.19 or newer; this is ${process.versions.node}.`)
}

const written = [
  './',
  'build/',
  'public/',
  'public/assets/',
  'resources/highlighted/',
  'tmp/',
  'ace-manifest.json',
]

/** Builds and tests write into the project's folder. Creates missing folders. */
export function requireFolder() {
  for (const path of written) {
    try {
      accessSync(path, constants.W_OK)
    } catch ({ code }) {
      if (code !== 'ENOENT') stop(`Cannot write to ${path} in this folder (${code}).`)
    }
  }
}

/** Takes a free port, so that no second start can. Resolves to a function that releases it. */
export function takePort(port, host) {
  if (!/^[1-9]\d*$/.test(port) || port > 65535) return () => {} // The settings' own rules tell what is wrong with it.

  return new Promise((resolve) => {
    const taken = createServer()
    taken.once('error', ({ code }) => {
      if (code === 'EADDRINUSE')
        stop(`Port ${port} is taken. Choose another, such as PORT=${Number(port) + 1}`)
      stop(`Cannot listen on ${host}:${port} (${code}). Choose another HOST and PORT in .env`)
    })
    taken.listen(Number(port), host, () => resolve(() => new Promise((released) => taken.close(released))))
  })
}

/** Runs a command, and prints its output only if it fails. */
export function run(...args) {
  const failure = failureOf(args)
  if (failure) stop(failure)
}

/** Runs a command that needs the database. If that cannot be used, prints one line without a stack trace. */
export function runOnDatabase(...args) {
  const failure = failureOf(args)
  if (!failure) return

  const message = failure.split(/\n\s+(?:at|⁃) /)[0].replace(/\s+/g, ' ')
  if (message.includes('is not a setting')) stop(message)
  const reason = message.replace(/^(\[ error \]|error:)\s*/i, '')
  stop(`Cannot use the database that DB_CONNECTION, SQLITE_PATH and DATABASE_URL name: ${reason}`)
}

/** Returns the output of a command that fails, or nothing. */
function failureOf(args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  return status === 0 ? '' : (stderr + stdout).trim()
}
