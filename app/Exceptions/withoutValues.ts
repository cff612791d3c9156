const statement = /^(select|insert|update|delete|with|begin|commit|rollback|savepoint|release|\W)/i
const frame = /^ {4}at .*:\d+:\d+\)?$/

/** Returns an error for the log, without the values that the database quotes in its message. */
export function withoutValues({ name, code, message, stack = '' }: Error & { code?: string }) {
  return { type: name, code, message: messageOf(message, code), stack: framesOf(stack) }
}

/** For `hooks.logMethod` of pino. */
export function logMethod(this: unknown, args: any[], log: (...args: unknown[]) => void) {
  const [entry, message, ...more] = args
  const error = entry instanceof Error ? entry : entry?.err
  if (!(error instanceof Error)) return log.apply(this, args)

  const err = withoutValues(error)
  const isOwn = message !== undefined && message !== error.message
  log.call(this, { ...(entry !== error && entry), err }, isOwn ? message : err.message, ...more)
}

function messageOf(message: string, code?: string): string {
  const [sql, ...reason] = message.split(' - ')
  if (reason.length === 0 || !statement.test(sql)) return withoutQuotations(message)
  return code ? sql : `${sql} - ${withoutQuotations(reason.join(' - '))}`
}

export const withoutQuotations = (text: string) => text.replace(/["'`].*["'`]|["'`].*/s, '…')

const framesOf = (stack: string) =>
  stack
    .split('\n')
    .filter((line) => frame.test(line))
    .join('\n')
