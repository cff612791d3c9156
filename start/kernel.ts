import Server from '@ioc:Adonis/Core/Server'
import { validator } from '@ioc:Adonis/Core/Validator'

/** The framework calls it on every request. */
function once<Module>(load: () => Promise<Module>) {
  let loaded: Promise<Module> | undefined
  return () => (loaded ??= load())
}

Server.middleware.registerNamed({
  bodyParser: once(() => import('@ioc:Adonis/Core/BodyParser')),
  body: once(() => import('App/Middleware/Body')),
  plainText: once(() => import('App/Middleware/PlainText')),
  session: once(() => import('@ioc:WelcomeBack/Middleware/Session')),
  passive: once(() => import('@ioc:WelcomeBack/Middleware/Passive')),
  silentAuth: once(() => import('App/Middleware/SilentAuth')),
  auth: once(() => import('App/Middleware/Auth')),
  confirmed: once(() => import('App/Middleware/Confirmed')),
  guest: once(() => import('App/Middleware/Guest')),
  shield: once(() => import('@ioc:Adonis/Addons/Shield')),
  forms: once(() => import('@ioc:WelcomeBack/Middleware/Forms')),
  noStore: once(() => import('@ioc:WelcomeBack/Middleware/NoStore')),
  sessionHeaders: once(() => import('@ioc:WelcomeBack/Middleware/SessionHeaders')),
  unpoly: once(() => import('@ioc:WelcomeBack/Middleware/Unpoly')),
})

// A form with errors is shown again, whoever sent it.
validator.negotiator(() => validator.reporters.vanilla)
