import fs from 'fs'
import { test } from '@japa/runner'
import { Parser } from 'edge-parser'
import View from '@ioc:Adonis/Core/View'
import { CommentFactory } from 'Database/factories'
import { ada, emptyDatabase, lesson } from '../support/database'
import { Visitor } from '../support/visitor'

/** Counts how often templates are parsed, functions are created, and files are read while the action runs. */
async function workOf(action: () => Promise<unknown>) {
  const counts: Record<string, number> = {}
  const count = (name: string, owner: any, method: string) => {
    const original = owner[method]
    owner[method] = function (...args: unknown[]) {
      counts[name] = (counts[name] ?? 0) + 1
      return new.target ? new original(...args) : original.apply(this, args)
    }
    return () => (owner[method] = original)
  }
  const restores = [
    count('parsed', Parser.prototype, 'processToken'),
    count('made', globalThis, 'Function'),
    count('read', fs, 'readFileSync'),
  ]
  try {
    await action()
  } finally {
    restores.forEach((restore) => restore())
  }
  return counts
}

test.group('A template', (group) => {
  group.each.setup(emptyDatabase)

  test('is read, parsed and compiled once for all visitors', async ({ assert }) => {
    const [user, { id: lessonId }] = [await ada(), await lesson()]
    await CommentFactory.merge({ lessonId, userId: user.id }).createMany(25)
    const visitor = new Visitor()
    await visitor.signIn(user)
    const pages = ['/', '/lessons/sessions?page=2', '/account', '/account/sessions', '/missing']
    const round = async () => {
      for (const page of pages) await visitor.get(page)
      for (const page of ['/login', '/register', ...pages]) await new Visitor().get(page)
    }

    await round()
    assert.deepEqual(await workOf(round), {})
  })

  test('takes no value from another component or visitor', async ({ assert }) => {
    const [words, inner] = ['[{{ word }} {{ user }}]\n', "@!component('test/inner'"]
    View.registerTemplate('test/inner', { template: words })
    View.registerTemplate('test/outer', {
      template: `${words}${inner}, { word: 'own' })\n${inner})\n${words}`,
    })
    View.global('word', 'global')
    const users = ['Ada', 'Grace', 'Lin']
    const pages = await Promise.all(users.map((user) => View.share({ user }).render('test/outer')))
    assert.deepEqual(
      pages.map((page) => page.replaceAll('\n', '')),
      users.map((user) => `[global ${user}][own ${user}][global ${user}][global ${user}]`),
    )
  })
})
