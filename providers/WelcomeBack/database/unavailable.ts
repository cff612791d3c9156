/** Codes of errors that come from the state of the database and not from what was asked of it. */
const sqlite = /^SQLITE_(BUSY|LOCKED|FULL|READONLY|IOERR|CANTOPEN|CORRUPT|NOTADB|NOMEM)/
/** Connection lost, insufficient resources, operator intervention, system error, read-only transaction, rolled back. */
const postgres = /^(08|53|57|58)\w{3}$|^25006$|^25P02$/
const network = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/
const messages =
  /^ConnectionFailed|Connection terminated|Query read timeout|timeout exceeded when trying to connect|not queryable/

/** Whether an error says that the database cannot be used at the moment. */
export function isUnavailable(error: any): boolean {
  return (
    [sqlite, postgres, network].some((codes) => codes.test(error.code)) ||
    error.name === 'KnexTimeoutError' ||
    messages.test(error.message)
  )
}
