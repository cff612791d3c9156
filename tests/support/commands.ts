// Loaded by every server of the tests.
import { mock } from 'node:test'

process.on('message', ({ error, advanceMs = 0 }: { error?: string; advanceMs?: number }) => {
  if (error) throw new Error(error)
  if (!advanceMs) mock.timers.enable({ apis: ['setTimeout'] })
  else mock.timers.tick(advanceMs)
  setImmediate(() => process.send!('done'))
})
