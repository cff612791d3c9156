import type { AssetsConfig } from '@ioc:Adonis/Core/Static'

const isNamedByHash = (path: string) => /-[\w-]{8}\.\w+$/.test(path)

const staticConfig: AssetsConfig = {
  enabled: true,
  dotFiles: 'ignore',
  etag: true,
  lastModified: true,
  headers: (path) => ({
    'Cache-Control': isNamedByHash(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
  }),
}

export default staticConfig
