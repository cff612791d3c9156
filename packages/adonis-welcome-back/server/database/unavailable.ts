const sqlite = /^SQLITE_(BUSY|LOCKED|FULL|READONLY|IOERR|CANTOPEN|CORRUPT|NOTADB|NOMEM)/
const postgres = /^(08|28|3D|53|57|58)\w{3}$|^25006$|^25P02$/
const mysql = /^(PROTOCOL_|ER_(LOCK_|CON_COUNT|SERVER_SHUTDOWN|RECORD_FILE_FULL|DISK_FULL|OPTION_PREVENTS))/
const network = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/
const messages =
  /^ConnectionFailed|Connection terminated|Query read timeout|timeout exceeded when trying to connect|not queryable/

/** Returns whether an error says that the database cannot be used at the moment. */
export function isUnavailable(error: any): boolean {
  return (
    [sqlite, postgres, mysql, network].some((codes) => codes.test(error.code)) ||
    error.name === 'KnexTimeoutError' ||
    messages.test(error.message)
  )
}
