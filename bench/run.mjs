// `npm run bench`: what requests cost, on SQLite and on PostgreSQL. Needs a build.
// `npm run bench -- growth`: the same as the site grows. `npm run bench -- memory`: what many visitors leave behind.
import { growth } from './growth.mjs'
import { memory } from './memory.mjs'
import { requests } from './requests.mjs'

const kinds = { requests, growth, memory }
await kinds[process.argv[2] ?? 'requests']()
process.exit()
