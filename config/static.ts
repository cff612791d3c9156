import Application from '@ioc:Adonis/Core/Application'
import type { AssetsConfig } from '@ioc:Adonis/Core/Static'

// Built files carry a hash of their content in their names.
const staticConfig: AssetsConfig = {
  enabled: true,
  dotFiles: 'ignore',
  etag: true,
  lastModified: true,
  maxAge: Application.inProduction ? '1y' : 0,
  immutable: Application.inProduction,
}

export default staticConfig
