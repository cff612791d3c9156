import type { BodyParserConfig } from '@ioc:Adonis/Core/BodyParser'

const nothing: string[] = []

const bodyParserConfig: BodyParserConfig = {
  whitelistedMethods: ['POST', 'PUT', 'PATCH', 'DELETE'],
  json: { encoding: 'utf-8', limit: '64kb', strict: true, types: ['application/json'] },
  form: {
    encoding: 'utf-8',
    // The encoded length. app/Middleware/BodyLimit.ts limits the text.
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
