import Env from '@ioc:Adonis/Core/Env'
import Application from '@ioc:Adonis/Core/Application'
import type { DatabaseConfig } from '@ioc:Adonis/Lucid/Database'
import { preparePostgres } from '../framework/postgres'
import { addressOf, createPrivately } from '../framework/sqlite/file'
import { prepareSqlite } from '../framework/sqlite/prepare'

const path = Env.get('SQLITE_PATH')
if (Env.get('DB_CONNECTION') === 'sqlite') createPrivately(path)

const prepareWith =
  (prepare: (connection: any) => void) => (connection: any, done: (error?: Error) => void) => {
    try {
      prepare(connection)
      done()
    } catch (error: any) {
      done(error)
    }
  }

const withoutValues = { compileSqlOnError: false }

const databaseConfig: DatabaseConfig = {
  connection: Env.get('DB_CONNECTION'),
  connections: {
    sqlite: {
      client: 'better-sqlite3',
      ...withoutValues,
      connection: { filename: addressOf(path) },
      // Writes that wait must leave connections for reads.
      pool: {
        max: 50,
        acquireTimeoutMillis: 5_000,
        afterCreate: prepareWith((connection) => prepareSqlite(connection, path, !Application.inTest)),
      },
      migrations: { naturalSort: true },
      useNullAsDefault: true,
    },
    pg: {
      client: 'pg',
      ...withoutValues,
      connection: {
        connectionString: Env.get('DATABASE_URL'),
        connectionTimeoutMillis: 5_000,
        query_timeout: 10_000,
      } as object,
      pool: { acquireTimeoutMillis: 10_000, afterCreate: prepareWith(preparePostgres) },
      migrations: { naturalSort: true },
    },
  },
}

export default databaseConfig
