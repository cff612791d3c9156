import { test } from '@japa/runner'
import { configure, type Options } from '../../packages/adonis-welcome-back/browser/environment'

test.group('start() of the browser half', () => {
  for (const name of ['Alpine', 'axios', 'up']) {
    test(`throws without ${name}`, ({ assert }) => {
      const libraries = { Alpine: {}, axios: {}, up: {}, [name]: undefined }
      assert.throws(
        () => configure(libraries as unknown as Options),
        `Welcome Back: start() must get ${name}`,
      )
    })
  }
})
