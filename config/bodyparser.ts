import type { BodyParserConfig } from '@ioc:Adonis/Core/BodyParser'

// Forms and small JSON, nothing else: no uploads, no raw bodies.
const nothing: string[] = []

const bodyParserConfig: BodyParserConfig = {
  whitelistedMethods: ['POST', 'PUT', 'PATCH', 'DELETE'],
  json: { encoding: 'utf-8', limit: '64kb', strict: true, types: ['application/json'] },
  form: {
    encoding: 'utf-8',
    // As it is encoded; app/Middleware/Body.ts has the limit of what was typed.
    limit: '192kb',
    queryString: {},
    convertEmptyStringsToNull: true,
    types: ['application/x-www-form-urlencoded'],
  },
  raw: { encoding: 'utf-8', limit: 0, queryString: {}, types: nothing },
  multipart: {
    autoProcess: false,
    processManually: [],
    maxFields: 0,
    limit: 0,
    encoding: 'utf-8',
    convertEmptyStringsToNull: true,
    types: nothing,
  },
}

export default bodyParserConfig
