import { test } from '@japa/runner'
import { adapter, configure } from '../../packages/adonis-welcome-back/browser/environment'
import type { Adapter } from '../../packages/adonis-welcome-back/browser/adapters/adapter'
import { native } from '../../packages/adonis-welcome-back/browser/adapters/native'
import { unpoly } from '../../packages/adonis-welcome-back/browser/adapters/unpoly'

test.group('start() of the browser half', (group) => {
  group.each.setup(() => {
    Object.assign(globalThis, { document: { querySelector: () => ({}) } })
    return () => void delete (globalThis as any).document
  })

  const own = {} as Adapter
  const rows: [string, Parameters<typeof configure>[0], Adapter][] = [
    ['nothing', {}, native],
    ['Unpoly', { up: {} }, unpoly],
    ['an adapter of the app beside Unpoly', { up: {}, adapter: own }, own],
  ]
  for (const [name, options, expected] of rows) {
    test(`with ${name} takes the right adapter`, ({ assert }) => {
      configure(options)
      assert.equal(adapter, expected)
    })
  }
})
