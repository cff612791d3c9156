import InstallationError from './InstallationError'

/** The oldest version of each package that fits, and the next major version. */
export const ranges: Record<string, [from: string, below: string]> = {
  '@adonisjs/auth': ['8.0.0', '9.0.0'],
  '@adonisjs/core': ['5.4.0', '6.0.0'],
  '@adonisjs/lucid': ['16.2.0', '19.0.0'],
  '@adonisjs/session': ['6.1.0', '7.0.0'],
  '@adonisjs/shield': ['7.0.0', '8.0.0'],
  '@adonisjs/view': ['6.1.0', '7.0.0'],
}

/** Throws an error that lists the packages of the app whose versions do not fit. */
export function requireVersions(appRoot: string) {
  const unfit = unfitVersions(appRoot)
  if (unfit.length) throw new InstallationError(unfit)
}

/** Returns a line for each package of the app whose version does not fit, or that is missing. */
export function unfitVersions(appRoot: string): string[] {
  return Object.entries(ranges).flatMap(([name, [from, below]]) => {
    const version = versionOf(name, appRoot)
    if (version && !isBefore(version, from) && isBefore(version, below)) return []
    return `package.json: ${name} must be ${from} or later, and before ${below}; it is ${version ?? 'missing'}`
  })
}

function versionOf(name: string, appRoot: string): string | undefined {
  try {
    return require(require.resolve(`${name}/package.json`, { paths: [appRoot] })).version
  } catch {
    return undefined
  }
}

/** A version before its release, such as `6.0.0-1`, counts as the release. */
function isBefore(version: string, other: string): boolean {
  const [mine, theirs] = [version, other].map((text) => text.split(/[.-]/).slice(0, 3).map(Number))
  const index = mine.findIndex((number, place) => number !== theirs[place])
  return index >= 0 && mine[index] < theirs[index]
}
