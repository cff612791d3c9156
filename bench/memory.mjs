// Measures how much memory a server uses after many visitors: 20,000 guests who read, and 2,000 people who sign in.
import { scryptSync } from 'node:crypto'
import Database from 'better-sqlite3'
import { cookieOf, lesson, memoryOf, password, pause, send, startSite, table, whole } from './site.mjs'

const [guests, people, atOnce] = [20_000, 2_000, 20]

export async function memory() {
  const site = await startSite()
  addPeople(site.path, { people, cost: 16 })
  await read(site, 500)
  await signInAll(site, 1, 50)
  const rows = [['after a warm-up', whole(memoryOf(site))]]
  await read(site, guests)
  rows.push([`after ${whole(guests)} guests`, whole(memoryOf(site))])
  await signInAll(site, 51, people)
  rows.push([`after ${whole(people)} people who signed in`, whole(memoryOf(site))])
  await pause(60_000)
  rows.push(['a minute later', whole(memoryOf(site))])
  table(['', 'resident memory, MB'], rows)
}

const read = ({ origin }, count) =>
  inTurns(count, () => fetch(origin + lesson).then((answer) => answer.arrayBuffer()))

const signInAll = ({ origin }, first, last) =>
  inTurns(last - first + 1, async (number) => {
    const person = first + number
    const address = { 'x-forwarded-for': `10.${person >> 16}.${(person >> 8) & 255}.${person & 255}` }
    const answer = await send(origin, '/login', { email: `person-${person}@example.com`, password }, address)
    if (!cookieOf(answer)) throw new Error(`Nobody was signed in: ${answer.status}`)
  })

async function inTurns(count, action) {
  let next = 0
  const work = async () => {
    while (next < count) await action(next++)
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}

/** Adds users whose passwords have this cost: a low one, if verifying them is not measured. */
export function addPeople(path, { people, cost }) {
  const database = new Database(path)
  const salt = Buffer.alloc(16, 1)
  const hash = scryptSync(password, salt, 64, { N: cost, r: 8, p: 1, maxmem: 2 ** 28 + 2 ** 20 })
  const base64 = (bytes) => bytes.toString('base64').replace(/=+$/, '')
  const phc = `$scrypt$n=${cost},r=8,p=1$${base64(salt)}$${base64(hash)}`
  const insert = database.prepare(
    'insert into users (email, name, password, created_at, updated_at) values (?, ?, ?, ?, ?)',
  )
  const now = '2026-01-01 12:00:00'
  database.exec('pragma busy_timeout = 5000; begin immediate')
  for (let person = 0; person <= people; person++)
    insert.run(`person-${person}@example.com`, `Person ${person}`, phc, now, now)
  database.exec('commit')
  database.close()
}
