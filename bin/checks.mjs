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
        stop(
          `Port ${port} is taken. Choose another: PORT=${Number(port) + 1} npm run ${process.env.npm_lifecycle_event}`,
        )
      stop(`Cannot listen on ${host}:${port} (${code}). Choose another HOST and PORT in .env`)
    })
    probe.listen(Number(port), host, () => probe.close(resolve))
  })
}

/** Runs a command to its end, in silence unless it fails. */
export function run(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) stop((stderr + stdout).trim())
}
