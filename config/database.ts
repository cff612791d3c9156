import Env from '@ioc:Adonis/Core/Env'
import type { DatabaseConfig } from '@ioc:Adonis/Lucid/Database'

/** Closes a connection of PostgreSQL on which a query got no answer. The pool would give it to the next query again. */
function closeWhenSilent(connection: any) {
  const query = connection.query.bind(connection)
  connection.query = (...statement: any[]) => {
    const answered = typeof statement.at(-1) === 'function' && statement.pop()
    const answer = query(...statement)
    answer.catch(
      ({ message }: Error) => message === 'Query read timeout' && connection.connection.stream.destroy(),
    )
    return answered ? answer.then((result: unknown) => answered(null, result), answered) : answer
  }
}

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
      pool: {
        acquireTimeoutMillis: 10_000,
        afterCreate(connection, done) {
          closeWhenSilent(connection)
          done()
        },
      },
      migrations: { naturalSort: true },
    },
  },
}

export default databaseConfig
