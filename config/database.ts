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
      connection: { connectionString: Env.get('DATABASE_URL') } as object,
      migrations: { naturalSort: true },
    },
  },
}

export default databaseConfig
