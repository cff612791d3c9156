// Measures how long a new guest waits for a page while many people sign in at the same moment.
import { addPeople } from './memory.mjs'
import { lesson, memoryOf, password, pause, send, startSite, stopSite, table, whole } from './site.mjs'

const rushes = [
  ['50 from one address', 50, () => '10.0.0.1'],
  ['200 from 200 addresses', 200, (person) => `10.1.0.${person}`],
]

export async function signIns() {
  const rows = []
  for (const [name, count, addressOf] of rushes) {
    const site = await startSite()
    addPeople(site.path, { people: count, cost: 2 ** 17 })
    await readPage(site)
    rows.push([name, ...(await measureRush(site, count, addressOf))])
    await stopSite(site)
  }
  table(
    [
      'sign-ins at once',
      'pages of guests',
      'longest ms',
      'signed in',
      'refused',
      'last after s',
      'memory MB',
    ],
    rows,
  )
}

async function measureRush(site, count, addressOf) {
  const start = performance.now()
  let isOver = false
  const rush = Promise.all(
    Array.from({ length: count }, (_, person) => signIn(site, person, addressOf(person))),
  )
  rush.then(() => (isOver = true))

  const waits = []
  let memory = 0
  while (!isOver) {
    waits.push(await readPage(site))
    memory = Math.max(memory, memoryOf(site))
    await pause(50)
  }
  const statuses = await rush
  const refused = statuses.filter((status) => status === 503).length
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  return [waits.length, whole(Math.max(...waits)), count - refused, refused, seconds, whole(memory)]
}

const signIn = ({ origin }, person, address) =>
  send(
    origin,
    '/login',
    { email: `person-${person}@example.com`, password },
    { 'x-forwarded-for': address },
  ).then(({ status }) => status)

async function readPage({ origin }) {
  const start = performance.now()
  await (await fetch(origin + lesson, { headers: { connection: 'close' } })).arrayBuffer()
  return performance.now() - start
}
