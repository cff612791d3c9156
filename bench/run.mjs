// `npm run bench`: what requests cost, on SQLite and on PostgreSQL. Needs a build.
// `npm run bench -- growth`: the same as the site grows. `npm run bench -- memory`: what many visitors leave behind.
// `npm run bench -- events`: what open streams of events cost, and how soon a page is told.
import { growth } from './growth.mjs'
import { memory } from './memory.mjs'
import { requests } from './requests.mjs'

const kinds = { requests, growth, memory, events: () => import('./events.mjs') }
await kinds[process.argv[2] ?? 'requests']()
process.exit()
