import { withoutQuotations } from 'App/Exceptions/withoutValues'

/**
 * Closes connections that got no response, because the pool would reuse them. Throws if a COMMIT became a ROLLBACK.
 * Removes values from errors.
 */
export function preparePostgres(connection: any) {
  const query = connection.query.bind(connection)
  connection.query = (...statement: any[]) => {
    const callback = typeof statement.at(-1) === 'function' && statement.pop()
    const promise = query(...statement).then((result: any) => requireCommit(statement[0], result))
    promise.catch((error: any) => {
      if (error.message === 'Query read timeout') connection.connection.stream.destroy()
      if (!isSqlError(error)) removeValues(error)
    })
    return callback ? promise.then((result: unknown) => callback(null, result), callback) : promise
  }
}

function requireCommit(query: any, result: any) {
  const isCommit = /^\s*commit\b/i.test(query.text ?? query)
  if (!isCommit || result.command !== 'ROLLBACK') return result
  throw Object.assign(new Error('The database has rolled this transaction back'), { code: '25P02' })
}

/** The errors of wrong SQL: their messages quote names of tables and columns. */
const isSqlError = ({ code }: { code?: string }) => !!code?.startsWith('42')

function removeValues(error: any) {
  const { message, stack } = error
  error.message = withoutQuotations(message)
  error.stack = stack?.replace(message, error.message)
  for (const name of ['detail', 'hint', 'where', 'internalQuery']) delete error[name]
}
