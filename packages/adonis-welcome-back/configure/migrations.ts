import { migrationNames } from '../server/migrationNames'
import type Files from './files'

/**
 * Adds the migrations that the app does not have yet. Each takes its table from the package: Lucid names a migration by
 * its path, so one inside `node_modules` would look new in a built app.
 */
export function addMigrations(files: Files, folder: string, now = Date.now()) {
  const known = files.list(folder, '.ts').map((path) => files.read(path))
  migrationNames.forEach((name, index) => {
    const module = `@ioc:WelcomeBack/Migrations/${name}`
    if (known.some((text) => text.includes(module))) return
    files.write(
      `${folder}/${now + index}_welcome_back_${name.slice(2)}.ts`,
      `import Migration from '${module}'\n\nexport default class extends Migration {}\n`,
    )
  })
}
