import { chmodSync, closeSync, existsSync, openSync, statSync } from 'fs'
import { pathToFileURL } from 'url'
import { failure } from './errors'

const checkEveryMs = 1_000

/** `mode=rw` opens an existing file only. A new empty one would hide the loss of the old one. */
export const addressOf = (path: string) => `${pathToFileURL(path).href}?mode=rw`

/** Creates the file if it is missing. Only the user of the server may read it, and what SQLite stores beside it. */
export function createPrivately(path: string) {
  closeSync(openSync(path, 'a', 0o600))
  for (const file of [path, `${path}-wal`, `${path}-shm`].filter(existsSync)) {
    const { mode, uid } = statSync(file)
    if (mode & 0o077 && uid === process.getuid?.()) chmodSync(file, mode & 0o700)
  }
}

/** The file that a connection has opened. SQLite does not notice if another file takes its place. */
export default class DatabaseFile {
  private inode: number
  private checkedAt = Date.now()

  constructor(private path: string) {
    this.inode = statSync(path).ino
  }

  /** A file that was moved can still be read, so the connection stays open. */
  public requirePresent() {
    if (this.isGone) throw failure('The database file was moved', 'SQLITE_IOERR')
  }

  /** Throws an error if another file is there. */
  public requireSame() {
    this.checkedAt = Date.now()
    if (!this.isGone && statSync(this.path).ino !== this.inode)
      throw failure('The database file was replaced', 'SQLITE_IOERR')
  }

  /** Checks once in 1,000 ms. */
  public requireSameAtTimes() {
    if (Date.now() - this.checkedAt > checkEveryMs) this.requireSame()
  }

  private get isGone() {
    return !existsSync(this.path)
  }
}
