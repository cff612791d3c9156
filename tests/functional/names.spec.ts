import { test } from '@japa/runner'
import User from 'App/Models/User'
import { CommentFactory, password } from 'Database/factories'
import { emptyDatabase, grace, lesson } from '../support/database'
import { adaSignedIn, signedIn } from '../support/signedIn'
import { Visitor } from '../support/visitor'

const message = 'Use a name that everybody can see'

const refused: Record<string, string> = {
  'a control character': 'A\u0007da',
  'a line break': 'Ada\nLovelace',
  'a line separator': 'Ada\u2028Lovelace',
  'a zero-width space': 'Ada\u200B',
  'a zero-width joiner between letters': 'A\u200Dda',
  'a zero-width non-joiner between letters': 'A\u200Cda',
  'a word joiner': 'Ada\u2060Lovelace',
  'a soft hyphen': 'A\u00ADda',
  'a variation selector': 'Ada\uFE0F',
  'a right-to-left override': 'Ada \u202Elrae',
  'a bidi isolate': '\u2067Ada',
  'a right-to-left mark': 'Ada\u200F',
  'a tag': 'Ada\u{E0041}',
  'a private character': 'Ada\uE000',
  'only a blank Braille pattern': '\u2800',
  'only a Hangul filler': '\u3164',
  'only a half-width filler': '\uFFA0',
  'only a null note': '\u{1D159}',
  'only a blank hieroglyph': '\u{13441}',
  'only marks': '\u0301\u0308',
  'only punctuation': '. . .',
}

const accepted = {
  'Latin letters and marks': "Anne-Zoe\u0301 O'Neill III.",
  'Persian with a non-joiner': 'علی\u200Cرضا',
  Arabic: 'محمد',
  'Hebrew with points': 'מֹשֶׁה',
  'Sinhala with a joiner': 'ශ්\u200Dරී ලංකා',
  Devanagari: 'क्\u200Dष आशा',
  Chinese: '王小明',
  Thai: 'สมชาย',
  'a number': 'R2',
  'an emoji of several parts': 'Ada 👩🏽\u200D💻 ❤\uFE0F',
}

test.group('A name', (group) => {
  group.each.setup(emptyDatabase)

  test('is refused if it is not visible, in the account and at the registration', async ({ assert }) => {
    const { user, visitor } = await adaSignedIn()
    const form = await visitor.open('/account', 'account-form')
    for (const [kind, name] of Object.entries(refused)) {
      const page = await visitor.follow(await form.send({ name }))
      assert.include(page.html, message, kind)
      assert.equal(page.field('name'), name, kind)

      const passwords = { password, password_confirmation: password }
      const guest = new Visitor()
      const answer = await guest.send('/register', { name, email: 'new@example.com', ...passwords })
      assert.include((await guest.follow(answer)).html, message, kind)
    }
    assert.equal((await user.refresh()).name, 'Ada')
    assert.lengthOf(await User.all(), 1)
  })

  for (const [kind, name] of Object.entries(accepted)) {
    test(`is accepted with ${kind}, and stored as it is`, async ({ assert }) => {
      const { user, visitor } = await adaSignedIn()
      await visitor.submit('/account', 'account-form', { name })
      assert.equal((await user.refresh()).name, name)
    })
  }

  test('does not move the words around it, wherever it is shown', async ({ assert }) => {
    const name = 'עדה'
    const { user, visitor } = await adaSignedIn()
    await user.merge({ name }).save()
    await CommentFactory.merge({ lessonId: (await lesson()).id, userId: user.id }).create()

    // In the header, beside the comment, and above what the author tells about themselves, if they do.
    for (const [bio, count] of [
      ['Hello', 3],
      [null, 2],
    ] as const) {
      await user.merge({ bio }).save()
      const { html } = await visitor.get('/lessons/sessions')
      assert.lengthOf(html.match(new RegExp(`<bdi>(?:<[^>]+>)?${name}<`, 'g'))!, count)
      assert.isEmpty(html.replaceAll(/<bdi>.*?<\/bdi>/g, '').match(new RegExp(name, 'g')) ?? [])
    }
    assert.include(
      (await visitor.follow(await visitor.get('/go/auth/switched'))).html,
      `You are now signed in as \u2068${name}\u2069.`,
    )
    const other = await signedIn(await grace())
    assert.include(
      (await other.follow(await other.get('/go/auth/switched'))).html,
      'You are now signed in as Grace.',
    )
  })
})
