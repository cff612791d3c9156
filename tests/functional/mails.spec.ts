import { EventEmitter, once } from 'events'
import { test } from '@japa/runner'
import Database from '@ioc:Adonis/Lucid/Database'
import { deliver, startDelivering, stopDelivering } from 'App/Mail/outbox'
import Mail from 'App/Models/Mail'
import User from 'App/Models/User'
import { logOf } from '../support/auditLog'
import { ada, emptyDatabase } from '../support/database'
import { mailsTo, startSmtpServer, useSmtp } from '../support/mails'
import { Visitor } from '../support/visitor'

const recipient = 'ada@example.com'
const minute = 60_000

const addMail = () => Mail.add({ kind: 'password-changed', recipient, details: { device: 'Firefox', at: 0 } })
const waiting = () => Database.from('mails').orderBy('id')

/** Makes all waiting mails due, as if so many milliseconds had passed. */
const pass = (milliseconds: number) => Database.from('mails').decrement('due_at', milliseconds)

test.group('A mail', (group) => {
  group.each.setup(emptyDatabase)
  group.each.setup(() => ada())
  group.each.teardown(() => useSmtp(undefined))

  test('is sent to a real mail server, as text and HTML', async ({ assert }) => {
    const { received, stop } = await startSmtpServer()
    await addMail()
    await deliver()
    await stop()

    assert.lengthOf(received, 1)
    const { recipients, source } = received[0]
    assert.deepEqual(recipients, [recipient])
    for (const line of [
      /^From: Welcome Back <welcome-back@localhost>\r$/m,
      /^To: ada@example\.com\r$/m,
      /^Subject: Your password was changed\r$/m,
      /^Auto-Submitted: auto-generated\r$/m,
      /^Content-Type: multipart\/alternative;/m,
      /^Content-Type: text\/plain; charset=utf-8\r$/m,
      /^Content-Type: text\/html; charset=utf-8\r$/m,
      /^When: 1 January 1970, 00:00 UTC\r$/m,
      /<p>On: Firefox<\/p>/,
    ])
      assert.match(source, line)
    assert.lengthOf(await waiting(), 0)
  })

  test('is sent soon by a server that runs', async ({ assert }) => {
    let arrive: (address: string) => void
    const arrived = new Promise<string>((resolve) => (arrive = resolve))
    const { stop } = await startSmtpServer({ onRcptTo: ({ address }, _, done) => (arrive(address), done()) })
    startDelivering()
    await addMail()
    assert.equal(await arrived, recipient)
    stopDelivering()
    await deliver()
    await stop()
  })

  test('waits while the mail server cannot be reached, longer each time, and is sent when it is back', async ({
    assert,
  }) => {
    const { stop } = await startSmtpServer()
    await stop()
    useSmtp('smtp://127.0.0.1:1')
    await addMail()
    for (const minutes of [1, 5, 15]) {
      await deliver()
      const [{ due_at: dueAt }] = await waiting()
      assert.closeTo(Number(dueAt) - Date.now(), minutes * minute, minute / 2)
      await pass(minutes * minute)
    }

    const { received, stop: stopSecond } = await startSmtpServer()
    await deliver()
    await stopSecond()
    assert.lengthOf(received, 1)
    assert.lengthOf(await waiting(), 0)
  })

  test('is given up after six attempts, and no line of the log has its address or text', async ({
    assert,
  }) => {
    useSmtp('smtp://127.0.0.1:1')
    const lines = await logOf(async () => {
      await addMail()
      for (let attempts = 0; attempts < 6; attempts++) {
        await deliver()
        await pass(300 * minute)
      }
    })

    assert.lengthOf(await waiting(), 0)
    assert.deepEqual(
      lines.map(({ level, msg, code, mail }: any) => [level, msg, code, mail.kind, mail.attempts]),
      [1, 2, 3, 4, 5, 6].map((attempts) => [
        40,
        attempts < 6 ? 'A mail was not sent, and is tried again' : 'A mail was not sent',
        'ESOCKET',
        'password-changed',
        attempts,
      ]),
    )
    assert.notMatch(JSON.stringify(lines), /ada@|example\.com|Firefox/)
  })

  test('is tried again after a temporary refusal, and not after a final one', async ({ assert }) => {
    let responseCode = 451
    const refuse = ({ address }: { address: string }, _: unknown, done: (error?: Error) => void) =>
      done(Object.assign(new Error(`<${address}> is not welcome`), { responseCode }))
    const { stop } = await startSmtpServer({ onRcptTo: refuse })
    const lines = await logOf(async () => {
      await addMail()
      await deliver()
      assert.lengthOf(await waiting(), 1)

      responseCode = 550
      await pass(minute)
      await deliver()
      assert.lengthOf(await waiting(), 0)
    })
    await stop()
    assert.deepEqual(
      lines.map(({ code, responseCode }) => [code, responseCode]),
      [
        ['EENVELOPE', 451],
        ['EENVELOPE', 550],
      ],
    )
    assert.notInclude(JSON.stringify(lines), recipient)
  })

  test('makes no request wait or fail, even if the mail server never responds', async ({ assert }) => {
    const smtp = new EventEmitter()
    const [connected, over] = [once(smtp, 'connected'), once(smtp, 'over')]
    const { stop } = await startSmtpServer({
      onConnect(_, done) {
        smtp.emit('connected')
        over.then(() => done())
      },
    })
    startDelivering()
    await addMail()
    await connected
    stopDelivering()
    const answer = await new Visitor().submit('/forgot-password', 'forgotten-password-form', {
      email: recipient,
    })
    assert.equal(answer.status, 303)
    smtp.emit('over')
    await deliver()
    await stop()
  })

  test('is sent once if several processes find it', async ({ assert }) => {
    await addMail()
    const [first] = await Mail.due(1)
    const [second] = await Mail.due(1)
    assert.deepEqual(await Promise.all([first.claim(), second.claim()]), [true, false])
  })

  test('is sent by another process if its own ends while it sends', async ({ assert }) => {
    await addMail()
    const [mail] = await Mail.due(1)
    await mail.claim()
    assert.lengthOf(await mailsTo(recipient), 0)
    await pass(5 * minute)
    assert.lengthOf(await mailsTo(recipient), 1)
  })

  test('is removed with its account', async ({ assert }) => {
    const { id: userId } = await User.firstOrFail()
    await Mail.add({ kind: 'password-changed', userId, recipient, details: { at: 0 } })
    await Database.from('users').delete()
    assert.lengthOf(await waiting(), 0)
  })

  test('is removed if more than 1,000 newer ones wait', async ({ assert }) => {
    const mail = { kind: 'password-changed', recipient, details: '{}', due_at: 1 }
    for (let batch = 0; batch < 11; batch++) await Database.table('mails').multiInsert(Array(100).fill(mail))
    const [oldest] = await waiting()
    await Mail.removeSurplus()
    const rows = await waiting()
    assert.lengthOf(rows, 1000)
    assert.equal(rows[0].id, oldest.id + 100)
  })
})

test.group('The page of mails in development', (group) => {
  group.each.setup(emptyDatabase)

  test('shows each with a link that can be followed, and its HTML', async ({ assert }) => {
    await addMail()
    const page = await new Visitor().get('/dev/mails')
    assert.match(page.html, /Your password was changed/)
    assert.match(page.html, /<a href="http:\/\/[^"]+\/forgot-password"/)

    const [, path] = page.html.match(/href="(\/dev\/mails\/\d+)"/)!
    const mail = await new Visitor().get(path)
    assert.equal(mail.header('content-type'), 'text/html; charset=utf-8')
    assert.match(mail.html, /<p>On: Firefox<\/p>/)
  })
})
