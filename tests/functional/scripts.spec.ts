import { test } from '@japa/runner'
import { countSignIn } from 'App/Models/RateLimit'
import {
  ada,
  changeSecret,
  commentRows,
  emptyDatabase,
  expireSessions,
  grace,
  lesson,
  sessionRows,
} from '../support/database'
import { Answer, Visitor } from '../support/visitor'
import { adaSignedIn } from '../support/signedIn'

const page = '/lessons/sessions'
const unpoly = { 'x-up-version': '3.14.3' }
const json = { accept: 'application/json' }

async function signedIn() {
  await lesson()
  return adaSignedIn()
}

const verdictOf = (answer: Answer) => [answer.status, answer.header('x-session-verdict')]

test.group('Unpoly', (group) => {
  group.each.setup(emptyDatabase)

  test('gets a status that says that a form has errors', async ({ assert }) => {
    const { visitor } = await signedIn()
    const answer = await visitor.submit(page, 'comment-form', { body: '' }, unpoly)
    const rejected = await visitor.follow(answer, unpoly)

    assert.equal(rejected.status, 422)
    assert.include(rejected.html, 'Enter a comment.')
    assert.equal((await visitor.get(page, unpoly)).status, 200)
  })

  test('gets a status that says that a sign-in failed', async ({ assert }) => {
    const visitor = new Visitor()
    const answer = await visitor.submit('/login', 'login-form', { email: 'x', password: 'x' }, unpoly)
    assert.equal((await visitor.follow(answer, unpoly)).status, 422)
  })

  test('gets a status that says how long to wait, with a summary that leads to the field', async ({
    assert,
  }) => {
    const visitor = new Visitor()
    for (let count = 0; count < 5; count++) await countSignIn('127.0.0.1', 'x@example.com')
    const fields = { email: 'x@example.com', password: 'x' }
    const answer = await visitor.submit('/login', 'login-form', fields, unpoly)
    const refused = await visitor.follow(answer, unpoly)

    assert.equal(refused.status, 429)
    assert.match(
      refused.html,
      /<h2 id="errors-title">Please wait<[^]*<a href="#email">Too many attempts\. Please try again in 5 minutes\.</,
    )
    assert.notInclude(refused.html, 'Please check')
  })

  test('gets a status that says that a form was accepted', async ({ assert }) => {
    const { visitor } = await signedIn()
    const answer = await visitor.submit(page, 'comment-form', { body: 'Hello' }, unpoly)
    assert.deepEqual(verdictOf(await visitor.follow(answer, unpoly)), [200, null])
  })

  test('gets the verdict that a session has expired from a page', async ({ assert }) => {
    const { visitor } = await signedIn()
    await expireSessions()
    const login = await visitor.follow(await visitor.get('/account?a=b', unpoly), unpoly)

    assert.deepEqual(verdictOf(login), [401, 'expired'])
    assert.include(login.html, 'id="login-form"')
    assert.include(login.html, 'Your session has expired.')
  })

  test('gets the verdict that a session has expired from a form, which it keeps itself', async ({
    assert,
  }) => {
    const { visitor } = await signedIn()
    const form = await visitor.open(page, 'comment-form')
    await expireSessions()
    const rows = await sessionRows()
    const answer = await form.send({ body: 'Late' }, unpoly)

    assert.deepEqual(verdictOf(answer), [401, 'expired'])
    assert.deepEqual(answer.setsCookies, [])
    assert.deepEqual(await sessionRows(), rows)
  })

  test('gets that verdict for each of many forms, during other requests of the browser', async ({
    assert,
  }) => {
    const { visitor } = await signedIn()
    const forms = await Promise.all([1, 2, 3].map(() => visitor.open(page, 'comment-form')))
    const send = () => Promise.all(forms.map((form) => form.send({ body: 'Late' }, unpoly)))
    await changeSecret()
    const [answers] = await Promise.all([send(), visitor.get('/'), visitor.get(page)])
    for (const answer of answers) assert.deepEqual(verdictOf(answer), [403, 'renewed'])
  })

  test('gets one session for several forms of a remembered device', async ({ assert }) => {
    const [user, visitor] = [await ada(), new Visitor()]
    await lesson()
    await visitor.signIn(user, '/login', { remember_me: 'true' })
    const form = await visitor.open(page, 'comment-form')
    await expireSessions()
    const count = (await sessionRows()).length

    const answers = await Promise.all([1, 2, 3].map(() => form.send({ body: 'Late' }, unpoly)))
    for (const answer of answers) assert.deepEqual(verdictOf(answer), [403, 'renewed'])
    assert.lengthOf(await sessionRows(), count)
  })

  test('gets the verdict that a form has an old token', async ({ assert }) => {
    const { user, visitor } = await signedIn()
    const form = await visitor.open(page, 'comment-form')
    await expireSessions()
    await visitor.signIn(user)

    const answer = await visitor.follow(await form.send({ body: 'Late' }, unpoly), unpoly)
    assert.deepEqual(verdictOf(answer), [403, 'renewed'])
    assert.lengthOf(await commentRows(), 0)
  })

  test('gets the verdict that a form is from another viewer', async ({ assert }) => {
    const { visitor } = await signedIn()
    const form = await visitor.open(page, 'comment-form')
    await visitor.send('/login', { email: (await grace()).email, password: 'correct horse battery' })

    const answer = await visitor.follow(await form.send({ body: 'Late' }, unpoly), unpoly)
    assert.deepEqual(verdictOf(answer), [403, 'switched'])
  })

  test('gets no verdict twice', async ({ assert }) => {
    const { visitor } = await signedIn()
    await expireSessions()
    await visitor.follow(await visitor.get('/account', unpoly), unpoly)
    assert.deepEqual(verdictOf(await visitor.get('/', unpoly)), [200, null])
  })
})

test.group('A script that reads JSON', (group) => {
  group.each.setup(emptyDatabase)

  const summaryOf = (answer: Answer) => ({
    status: answer.status,
    verdict: answer.header('x-session-verdict'),
    isJson: /^application\/json/.test(answer.header('content-type') ?? ''),
  })

  test('gets a 401 for a page after the session ended', async ({ assert }) => {
    const { visitor } = await signedIn()
    await expireSessions()
    const refused = { status: 401, verdict: 'expired', isJson: true }
    assert.deepEqual(summaryOf(await visitor.get('/account', json)), refused)
  })

  test('gets a 401 for a form after the session ended', async ({ assert }) => {
    const { visitor } = await signedIn()
    const form = await visitor.open(page, 'comment-form')
    await expireSessions()
    const refused = { status: 401, verdict: 'expired', isJson: true }
    assert.deepEqual(summaryOf(await form.send({ body: 'Late' }, json)), refused)
  })

  test('gets the same if it sends only X-Requested-With', async ({ assert }) => {
    const { visitor } = await signedIn()
    const form = await visitor.open(page, 'comment-form')
    const ajax = { 'x-requested-with': 'XMLHttpRequest' }
    await expireSessions()
    const refused = { status: 401, verdict: 'expired', isJson: true }
    assert.deepEqual(summaryOf(await visitor.get('/account', ajax)), refused)
    assert.deepEqual(summaryOf(await form.send({ body: 'Late' }, ajax)), refused)
  })

  test('needs the token in its header, even if the form has one', async ({ assert }) => {
    const { visitor } = await signedIn()
    const token = (await visitor.get(page)).meta('csrf-token')!
    const send = (_csrf: string, header: string) =>
      visitor.send(`${page}/comments`, { body: 'Late', _csrf }, { ...json, 'x-csrf-token': header })
    assert.equal((await send(token, 'old')).status, 403)
    assert.equal((await send('old', token)).status, 303)
  })

  test('gets a 403 for a form with an old token', async ({ assert }) => {
    const { visitor } = await signedIn()
    const answer = await visitor.send(`${page}/comments`, { body: 'Late', _csrf: 'old' }, json)
    assert.deepEqual(summaryOf(answer), { status: 403, verdict: 'renewed', isJson: true })
  })

  test('gets a 403 for a form of another viewer', async ({ assert }) => {
    const { visitor } = await signedIn()
    const answer = await visitor.send(`${page}/comments`, { body: 'Late', _csrf: 'old', _viewer: 'x' }, json)
    assert.deepEqual(summaryOf(answer), { status: 403, verdict: 'switched', isJson: true })
  })

  test('sends its viewer in a header, which counts like the field', async ({ assert }) => {
    const { visitor } = await signedIn()
    const headers = { ...json, 'x-session-viewer': 'x' }
    const answer = await visitor.send(`${page}/comments`, { body: 'Late', _csrf: 'old' }, headers)
    assert.equal(answer.header('x-session-verdict'), 'switched')
  })

  test('gets the errors of a form', async ({ assert }) => {
    const { visitor } = await signedIn()
    const answer = await visitor.submit(page, 'comment-form', { body: '' }, json)

    assert.deepEqual(summaryOf(answer), { status: 422, verdict: null, isJson: true })
    assert.deepEqual(JSON.parse(answer.body), { errors: { body: ['Enter a comment.'] } })
  })

  test('is redirected from its page if a person opens it', async ({ assert }) => {
    const answer = await new Visitor().get('/api/user/page', { 'sec-fetch-dest': 'document' })
    assert.equal(answer.location, '/')
  })

  test('gets JSON for an unknown address', async ({ assert }) => {
    const visitor = new Visitor()
    for (const path of ['/unknown', '/lessons/nothing', '/lessons/%E0%A4%A']) {
      assert.deepEqual(summaryOf(await visitor.get(path, json)), { status: 404, verdict: null, isJson: true })
    }
  })
})
