import proxyAddr from 'proxy-addr'
import Env from '@ioc:Adonis/Core/Env'
import Application from '@ioc:Adonis/Core/Application'
import type { ServerConfig } from '@ioc:Adonis/Core/Server'
import type { LoggerConfig } from '@ioc:Adonis/Core/Logger'
import type { ProfilerConfig } from '@ioc:Adonis/Core/Profiler'
import type { AssetsManagerConfig } from '@ioc:Adonis/Core/AssetsManager'
import { logMethod } from 'App/Exceptions/withoutValues'

export const appKey: string = Env.get('APP_KEY')

export const http: ServerConfig = {
  // The framework reads it outside its error handling. framework/Server.ts does so safely.
  allowMethodSpoofing: false,
  subdomainOffset: 2,
  generateRequestId: false, // framework/Server.ts does
  trustProxy: proxyAddr.compile('loopback'),
  etag: false,
  jsonpCallbackName: 'callback',
  cookie: {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: Application.inProduction,
  },
}

export const logger: LoggerConfig & { hooks: object } = {
  name: 'welcome-back',
  enabled: true,
  level: Env.get('LOG_LEVEL'),
  prettyPrint: Application.inDev,
  hooks: { logMethod },
}

export const profiler: ProfilerConfig = { enabled: false, whitelist: [], blacklist: [] }

export const assets: AssetsManagerConfig = {
  driver: 'vite',
  publicPath: Application.publicPath('assets'),
}
