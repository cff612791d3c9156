import Database from '@ioc:Adonis/Lucid/Database'

export interface Statement {
  sql: string
  bindings: unknown[]
}

const client = () => (Database.connection().getWriteClient() as any).client
const isPostgres = () => Database.connection().dialect.name === 'postgres'

/** Returns the statements that reach the database from any caller while the action runs. */
export async function statementsOf(action: () => Promise<unknown>): Promise<Statement[]> {
  const { acquireConnection } = client()
  const statements: Statement[] = []
  const restores = new Map<object, () => void>()

  client().acquireConnection = async function () {
    const connection = await acquireConnection.call(this)
    if (!restores.has(connection)) restores.set(connection, tap(connection, statements))
    return connection
  }
  try {
    await action()
  } finally {
    client().acquireConnection = acquireConnection
    restores.forEach((restore) => restore())
  }
  return statements.filter(({ sql }) => /^\s*(select|insert|update|delete)\b/i.test(sql))
}

/** Returns how the database executes a statement: the steps that read a table, and whether they use an index. */
export async function readsOf({ sql, bindings }: Statement): Promise<{ step: string; isLed: boolean }[]> {
  const connection = await client().acquireConnection()
  try {
    return await (isPostgres() ? readsOfPostgres : readsOfSqlite)(connection, sql, bindings)
  } finally {
    await client().releaseConnection(connection)
  }
}

function tap(connection: any, statements: Statement[]) {
  const method = isPostgres() ? 'query' : 'prepare'
  const original = connection[method]
  connection[method] = function (query: any, ...rest: any[]) {
    if (isPostgres()) {
      statements.push({ sql: query.text ?? query, bindings: query.values ?? [] })
      return original.call(this, query, ...rest)
    }
    return noting(query, original.call(this, query), statements)
  }
  return () => (connection[method] = original)
}

function noting(sql: string, prepared: any, statements: Statement[]) {
  const noted = Object.create(prepared)
  for (const method of ['all', 'get', 'run']) {
    noted[method] = (...bindings: unknown[]) => {
      statements.push({ sql, bindings: bindings.flat() })
      return prepared[method](...bindings)
    }
  }
  return noted
}

/** Uses its own connection: the driver leaves an EXPLAIN open, and then no transaction can end. */
async function readsOfSqlite(connection: any, sql: string, bindings: unknown[]) {
  const own = new connection.constructor(process.env.SQLITE_PATH)
  const steps: { detail: string }[] = own.prepare(`explain query plan ${sql}`).all(...bindings)
  own.close()
  return steps
    .filter(({ detail }) => /^(SEARCH|SCAN) /.test(detail))
    .map(({ detail }) => ({ step: detail, isLed: /^SEARCH .* USING /.test(detail) }))
}

/** The tables of a test are too small for an index, so full scans are made expensive. */
async function readsOfPostgres(connection: any, sql: string, bindings: unknown[]) {
  await connection.query('begin')
  try {
    await connection.query('set local enable_seqscan = off')
    const { rows } = await connection.query({ text: `explain (format json) ${sql}`, values: bindings })
    return scansIn(rows[0]['QUERY PLAN'][0].Plan)
  } finally {
    await connection.query('rollback')
  }
}

function scansIn(node: any): { step: string; isLed: boolean }[] {
  const inner = (node.Plans ?? []).flatMap(scansIn)
  if (!/^(Seq|Index|Index Only|Bitmap Index) Scan$/.test(node['Node Type'])) return inner

  const where = node['Index Name'] ?? node['Relation Name']
  return [{ step: `${node['Node Type']} ${where}`, isLed: !!node['Index Cond'] }, ...inner]
}
