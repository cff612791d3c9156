import Env from '@ioc:Adonis/Core/Env'
import type { DatabaseConfig } from '@ioc:Adonis/Lucid/Database'

const databaseConfig: DatabaseConfig = {
  connection: Env.get('DB_CONNECTION'),
  connections: {
    sqlite: {
      client: 'better-sqlite3',
      connection: { filename: Env.get('SQLITE_PATH') },
      pool: {
        afterCreate(connection, done) {
          connection.exec(
            'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000',
          )
          done()
        },
      },
      migrations: { naturalSort: true },
      useNullAsDefault: true,
    },
    pg: {
      client: 'pg',
      // A server that has gone silent is given up, so that a failure can be told.
      connection: {
        connectionString: Env.get('DATABASE_URL'),
        connectionTimeoutMillis: 5_000,
        query_timeout: 10_000,
      } as object,
      pool: { acquireTimeoutMillis: 10_000 },
      migrations: { naturalSort: true },
    },
  },
}

export default databaseConfig
