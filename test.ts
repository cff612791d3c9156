import 'reflect-metadata'
import { Ignitor } from '@adonisjs/core/build/standalone'
import { configure, processCliArgs, run } from '@japa/runner'

// A process that ends before its tests has failed.
process.exitCode = 1

const kernel = new Ignitor(__dirname).kernel('test')

kernel
  .boot()
  .then(() => import('./tests/bootstrap'))
  .then(({ runnerHooks, ...config }) => {
    configure({
      ...kernel.application.rcFile.tests,
      ...processCliArgs(process.argv.slice(2)),
      ...config,
      importer: (file) => import(file),
      setup: [() => kernel.start(), ...runnerHooks.setup],
      teardown: [...runnerHooks.teardown, () => void (process.exitCode = 0)],
      forceExit: true,
      cwd: kernel.application.appRoot,
    })
    run()
  })
