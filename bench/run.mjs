// `npm run bench` measures requests on SQLite and on PostgreSQL. It needs a build. `npm run bench -- growth` measures
// them with more data, `npm run bench -- memory` the memory after many visitors, `npm run bench -- sign-ins` the pages
// during many sign-ins, and `npm run bench -- events` open streams of events.
import { growth } from './growth.mjs'
import { memory } from './memory.mjs'
import { signIns } from './signIns.mjs'
import { requests } from './requests.mjs'

const kinds = { requests, growth, memory, 'sign-ins': signIns, events: () => import('./events.mjs') }
await kinds[process.argv[2] ?? 'requests']()
process.exit()
