import { test } from '@japa/runner'
import { readdirSync, readFileSync } from 'fs'
import { lineOf } from 'App/View/sources'

const folder = 'database/lessons'

/** A snippet without a file is for a shell or the console. */
const typed = ['sh', 'js']

test.group('A lesson', () => {
  for (const name of readdirSync(folder)) {
    const fences = [...readFileSync(`${folder}/${name}`, 'utf8').matchAll(/^```(\w+) ?(\S*)\n([^]*?)^```$/gm)]

    for (const [, language, path, code] of fences) {
      test(`shows code of the site: ${name}, ${path || language}`, ({ assert }) => {
        if (!typed.includes(language)) assert.isNotNull(lineOf(path, code), code)
      })
    }
  }

  test('fails this test if it shows other code', ({ assert }) => {
    assert.isNull(lineOf('start/routes.ts', "Route.get('/health', 'OtherController.show')"))
    assert.isNull(lineOf('start/missing.ts', "Route.get('/health', 'HealthController.show').as('health')"))
    assert.isNumber(lineOf('start/routes.ts', "Route.get('/health', 'HealthController.show').as('health')"))
  })
})
