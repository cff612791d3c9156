import type { Config } from '@japa/runner'
import TestUtils from '@ioc:Adonis/Core/TestUtils'
import { assert, specReporter } from '@japa/preset-adonis'
import { browserClient } from '@japa/browser-client'
import { launchChromium } from './support/chromium'
import { serve } from './support/server'
import { addTrial } from './support/trial'
import { addThings } from './support/things/routes'

export const plugins: Config['plugins'] = [
  assert(),
  browserClient({
    runInSuites: ['matrix', 'browser', 'install', 'pictures', 'processes'],
    launcher: launchChromium,
  }),
]

export const reporters: Config['reporters'] = [specReporter()]

export const runnerHooks: Required<Pick<Config, 'setup' | 'teardown'>> = {
  setup: [() => TestUtils.ace().loadCommands(), () => TestUtils.db().migrate()],
  teardown: [],
}

export const configureSuite: Config['configureSuite'] = (suite) => {
  if (suite.name === 'browser') suite.setup(addTrial).setup(addThings)
  if (['functional', 'matrix', 'browser', 'install', 'pictures'].includes(suite.name)) suite.setup(serve)
}
