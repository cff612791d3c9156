import { readdirSync, readFileSync } from 'fs'
import { get, IncomingMessage } from 'http'
import { buffer } from 'stream/consumers'
import { brotliDecompressSync, gunzipSync } from 'zlib'
import { test } from '@japa/runner'
import Application from '@ioc:Adonis/Core/Application'
import { emptyDatabase, lesson } from '../support/database'
import { origin } from '../support/visitor'

/** Sends only these headers, and does not decompress the response. */
async function fetchRaw(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    get(origin + path, { headers, method }, resolve).on('error', reject),
  )
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) }
}

const accepting = (encodings?: string): Record<string, string> =>
  encodings === undefined ? {} : { 'accept-encoding': encodings }

const asset = (ending: string) =>
  `/assets/${readdirSync(Application.publicPath('assets')).find((name) => name.endsWith(ending))}`

test.group('A file', (group) => {
  group.each.setup(emptyDatabase)

  const original = () => readFileSync(Application.publicPath(asset('.js').slice(1)))
  const plain = (body: Buffer) => body
  const choices: [accepted: string | undefined, sent: string | undefined, read: (body: Buffer) => Buffer][] =
    [
      ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
      ['gzip, deflate', 'gzip', gunzipSync],
      ['gzip, br;q=0', 'gzip', gunzipSync],
      ['deflate', undefined, plain],
      ['', undefined, plain],
      [undefined, undefined, plain],
    ]
  for (const [accepted, sent, read] of choices) {
    test(`is sent as ${sent ?? 'it is'} for Accept-Encoding ${accepted ?? 'that is missing'}`, async ({
      assert,
    }) => {
      const { status, headers, body } = await fetchRaw(asset('.js'), accepting(accepted))

      assert.equal(status, 200)
      assert.equal(headers['content-encoding'], sent)
      assert.equal(headers['vary'], 'Accept-Encoding')
      assert.match(headers['content-type']!, /^(text|application)\/javascript/)
      assert.equal(Number(headers['content-length']), body.length)
      assert.isTrue(read(body).equals(original()))
    })
  }

  test('returns its headers for a HEAD request', async ({ assert }) => {
    const { status, headers, body } = await fetchRaw(asset('.css'), accepting('br'), 'HEAD')
    assert.equal(status, 200)
    assert.equal(headers['content-encoding'], 'br')
    assert.isAbove(Number(headers['content-length']), 0)
    assert.lengthOf(body, 0)
  })

  test('is not sent again if the browser has it', async ({ assert }) => {
    const { headers } = await fetchRaw('/favicon.svg')
    const again = await fetchRaw('/favicon.svg', { 'if-none-match': headers.etag! })
    assert.equal(again.status, 304)
  })

  test('is there under the name that browsers look for', async ({ assert }) => {
    const { status, headers, body } = await fetchRaw('/favicon.ico')
    assert.equal(status, 200)
    assert.match(headers['content-type']!, /^image\/(x-icon|vnd\.microsoft\.icon)$/)
    assert.deepEqual([...body.subarray(0, 4)], [0, 0, 1, 0])
  })

  test('returns 404 for a POST', async ({ assert }) => {
    assert.equal((await fetch(`${origin}/favicon.svg`, { method: 'POST' })).status, 404)
  })

  test('is not a folder, and not the name of a compressed copy', async ({ assert }) => {
    for (const path of [`${asset('.js')}.br`, '/assets', '/assets/'])
      assert.equal((await fetchRaw(path)).status, 404)
  })
})

test.group('A first visit', (group) => {
  group.each.setup(emptyDatabase)

  test('transfers less than 110 KB, with an uncompressed page', async ({ assert }) => {
    const text = readFileSync(Application.databasePath('lessons/02-the-check.md'), 'utf8')
    await (await lesson()).merge({ body: text }).save()
    const page = await fetchRaw('/lessons/sessions', accepting('gzip, br'))
    const files = [...page.body.toString().matchAll(/(?:href|src)="(\/(?:assets\/|favicon)[^"]*)"/g)]
    const paths = [...new Set(files.map(([, path]) => path))]
    const answers = await Promise.all(paths.map((path) => fetchRaw(path, accepting('gzip, br'))))

    assert.isUndefined(page.headers['content-encoding'])
    assert.lengthOf(answers, 3)
    const size = ({ headers, body }: (typeof answers)[0]) => JSON.stringify(headers).length + body.length
    assert.isBelow(
      [page, ...answers].map(size).reduce((sum, bytes) => sum + bytes),
      110_000,
    )
  })
})
