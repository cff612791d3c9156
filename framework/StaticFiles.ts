import { readdirSync, readFileSync, statSync } from 'fs'
import { extname, join } from 'path'
import type { HttpContextContract } from '@ioc:Adonis/Core/HttpContext'

/** Content encodings in order of preference, with the file endings that the build uses. */
const encodings = [
  ['br', '.br'],
  ['gzip', '.gz'],
  ['identity', ''],
] as const

const isNamedByHash = (path: string) => /-[\w-]{8}\.\w+$/.test(path)

export default class StaticFiles {
  private contents = { br: new Map(), gzip: new Map(), identity: new Map<string, Buffer>() }

  constructor(folder: string) {
    for (const name of readdirSync(folder, { recursive: true }) as string[]) {
      if (statSync(join(folder, name)).isFile()) this.add(name, readFileSync(join(folder, name)))
    }
  }

  public send({ request, response }: HttpContextContract) {
    const path = request.url()
    if (!this.contents.identity.has(path) || !['GET', 'HEAD'].includes(request.method())) return

    const accepted = [...request.encodings(), 'identity']
    const [encoding] = encodings.find(([name]) => accepted.includes(name) && this.contents[name].has(path))!
    if (encoding !== 'identity') response.header('Content-Encoding', encoding)
    response.vary('Accept-Encoding')
    response.header('Cache-Control', isNamedByHash(path) ? 'public, max-age=31536000, immutable' : 'no-cache')
    response.type(extname(path)).send(this.contents[encoding].get(path), !isNamedByHash(path))
  }

  private add(name: string, content: Buffer) {
    const [encoding, ending] = encodings.find(([, ending]) => name.endsWith(ending))!
    this.contents[encoding].set(`/${name.slice(0, name.length - ending.length)}`, content)
  }
}
