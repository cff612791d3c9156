import { spawnSync } from 'node:child_process'
import { createServer } from 'node:net'

const [major, minor] = process.versions.node.split('.').map(Number)

/** Ends the command with one line, where the machine cannot do what it takes. */
export function stop(line) {
  console.error(line)
  process.exit(1)
}

export function needNode() {
  if (major > 20 || (major === 20 && minor >= 19)) return
  stop(`Welcome Back needs Node 20.19 or newer; this is ${process.versions.node}.`)
}

/** Settles once the port is known to be free. */
export function needPort(port, host) {
  if (!(port > 0 && port < 65536)) return // The settings' own rules tell what is wrong with it.

  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', ({ code }) => {
      if (code === 'EADDRINUSE')
        stop(`Port ${port} is taken. Choose another, such as PORT=${Number(port) + 1}`)
      stop(`Cannot listen on ${host}:${port} (${code}). Choose another HOST and PORT in .env`)
    })
    probe.listen(Number(port), host, () => probe.close(resolve))
  })
}

/** Runs a command to its end, in silence unless it fails. */
export function run(...args) {
  const failure = failureOf(args)
  if (failure) stop(failure)
}

/** Runs a command that needs the database. One that cannot be used is told in a line, without a stack. */
export function runOnDatabase(...args) {
  const failure = failureOf(args)
  if (!failure) return

  const message = failure.split(/\n\s+(?:at|⁃) /)[0].replace(/\s+/g, ' ')
  if (message.includes('is not a setting')) stop(message)
  const reason = message.replace(/^(\[ error \]|error:)\s*/i, '')
  stop(`Cannot use the database that DB_CONNECTION, SQLITE_PATH and DATABASE_URL name: ${reason}`)
}

/** What a command says that fails; nothing of one that succeeds. */
function failureOf(args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  return status === 0 ? '' : (stderr + stdout).trim()
}
