/** Closes connections that got no response: the pool would reuse them. Throws if a COMMIT became a ROLLBACK. */
export function preparePostgres(connection: any) {
  const query = connection.query.bind(connection)
  connection.query = (...statement: any[]) => {
    const answered = typeof statement.at(-1) === 'function' && statement.pop()
    const answer = query(...statement).then((result: any) => needCommit(statement[0], result))
    answer.catch(
      ({ message }: Error) => message === 'Query read timeout' && connection.connection.stream.destroy(),
    )
    return answered ? answer.then((result: unknown) => answered(null, result), answered) : answer
  }
}

function needCommit(query: any, result: any) {
  const isCommit = /^\s*commit\b/i.test(query.text ?? query)
  if (!isCommit || result.command !== 'ROLLBACK') return result
  throw Object.assign(new Error('The database has rolled this transaction back'), { code: '25P02' })
}
