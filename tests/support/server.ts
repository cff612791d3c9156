import Application from '@ioc:Adonis/Core/Application'
import TestUtils from '@ioc:Adonis/Core/TestUtils'
import { createServer } from '../../app/Server'

/** Serves the site in the process of the tests. Returns what closes it. */
export const serve = () => TestUtils.httpServer().start((handle) => createServer(Application, handle))
