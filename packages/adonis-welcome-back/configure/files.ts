import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'fs'
import { dirname, join, relative } from 'path'

/** Files of an app, by their paths from its root. */
export default class Files {
  /** The paths of the files that were written. */
  public written: string[] = []

  constructor(public root: string) {}

  public has(path: string): boolean {
    return existsSync(join(this.root, path))
  }

  public read(path: string): string {
    return this.has(path) ? readFileSync(join(this.root, path), 'utf8') : ''
  }

  /** Writes a file whose text is new. */
  public write(path: string, text: string) {
    if (this.has(path) && this.read(path) === text) return
    mkdirSync(dirname(join(this.root, path)), { recursive: true })
    writeFileSync(join(this.root, path), text)
    this.written.push(path)
  }

  /** Returns the paths of all files in a folder whose names have this ending. */
  public list(folder: string, ending: string): string[] {
    const path = join(this.root, folder)
    if (!existsSync(path)) return []
    return readdirSync(path)
      .sort()
      .flatMap((name) => {
        const file = join(path, name)
        if (statSync(file).isDirectory()) return this.list(relative(this.root, file), ending)
        return name.endsWith(ending) ? [relative(this.root, file).replace(/\\/g, '/')] : []
      })
  }
}
