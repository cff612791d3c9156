import Application from '@ioc:Adonis/Core/Application'
import TestUtils from '@ioc:Adonis/Core/TestUtils'
import { createServer } from '../../framework/Server'

/** Starts the site in the process of the tests. Returns a function that stops it. */
export const serve = () => TestUtils.httpServer().start((handle) => createServer(Application, handle))
