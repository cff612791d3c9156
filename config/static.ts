import Application from '@ioc:Adonis/Core/Application'
import type { AssetsConfig } from '@ioc:Adonis/Core/Static'

// Outside development framework/StaticFiles.ts sends them.
const staticConfig: AssetsConfig = {
  enabled: Application.nodeEnvironment === 'development',
  dotFiles: 'ignore',
  etag: true,
  lastModified: true,
  headers: () => ({ 'Cache-Control': 'no-cache' }),
}

export default staticConfig
