import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs'
import { tmpdir } from 'os'
import { dirname, join } from 'path'
import { test } from '@japa/runner'
import Application from '@ioc:Adonis/Core/Application'
import { ranges, unfitVersions } from '../../packages/adonis-welcome-back/server/versions'

const fitting = Object.fromEntries(Object.entries(ranges).map(([name, [from]]) => [name, from]))

/** Makes a folder with these versions of the packages, as npm installs them. */
function appWith(versions: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'versions-'))
  for (const [name, version] of Object.entries({ ...fitting, ...versions })) {
    const file = join(root, 'node_modules', name, 'package.json')
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, JSON.stringify({ name, version }))
  }
  return root
}

test.group('The versions of an app', () => {
  test('fit in this site', ({ assert }) => assert.deepEqual(unfitVersions(Application.appRoot), []))

  for (const [name, version, isFit] of [
    ['@adonisjs/core', '5.3.4', false],
    ['@adonisjs/core', '5.10.0', true],
    ['@adonisjs/core', '6.0.0', false],
    ['@adonisjs/session', '6.0.7', false],
    ['@adonisjs/auth', '9.0.0-1', false],
    ['@adonisjs/lucid', '18.4.2', true],
    ['@adonisjs/lucid', '19.0.0', false],
    ['@adonisjs/lucid', '15.9.9', false],
  ] as const) {
    test(`${isFit ? 'may' : 'may not'} be ${name} ${version}`, ({ assert, cleanup }) => {
      const root = appWith({ [name]: version })
      cleanup(() => rmSync(root, { recursive: true }))
      const [line, ...others] = unfitVersions(root)
      assert.isEmpty(others)
      if (isFit) assert.isUndefined(line)
      else assert.include(line, `${name} must be ${ranges[name][0]} or later`)
    })
  }
})
