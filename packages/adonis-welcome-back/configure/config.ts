import type Files from './files'

const file = 'config/welcomeback.ts'

/** Writes config/welcomeback.ts, if the app has none. */
export function addConfig(files: Files, { layout, signInPath }: { layout: string; signInPath: string }) {
  if (files.has(file)) return
  files.write(
    file,
    `import type { WelcomeBackConfig } from '@ioc:WelcomeBack'

const welcomeBackConfig: Partial<WelcomeBackConfig> = {
  /** The page where users sign in. */
  signInPath: '${signInPath}',

  /** The layout of your pages. The package renders its head and header for a page that stays open. */
  layout: '${layout}',

  /** The age at which a session ends, even if it is used. The idle time is \`age\` in config/session.ts. */
  lifetime: '12h',

  /** How long before the end a page warns its viewer. '0' turns the warning off. */
  warning: '2m',
}

export default welcomeBackConfig
`,
  )
}

/** Returns where the app's Auth middleware sends guests, else `/login`. */
export function signInPathOf(files: Files): string {
  const text = files.list('app/Middleware', '.ts').map((path) => files.read(path))
  const [, path] = text.join('\n').match(/redirectTo\s*(?::\s*string\s*)?=\s*['"`](\/[^'"`]*)['"`]/) ?? []
  return path ?? '/login'
}
