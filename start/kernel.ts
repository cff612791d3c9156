import Server from '@ioc:Adonis/Core/Server'
import { validator } from '@ioc:Adonis/Core/Validator'
import { compileRoutes } from '../framework/compileRoutes'

Server.middleware.registerNamed({
  bodyParser: () => import('@ioc:Adonis/Core/BodyParser'),
  bodyLimit: () => import('App/Middleware/BodyLimit'),
  cleanInput: () => import('App/Middleware/CleanInput'),
  passwordLimit: () => import('App/Middleware/PasswordLimit'),
  session: () => import('@ioc:WelcomeBack/Middleware/Session'),
  passive: () => import('@ioc:WelcomeBack/Middleware/Passive'),
  silentAuth: () => import('App/Middleware/SilentAuth'),
  auth: () => import('App/Middleware/Auth'),
  confirmed: () => import('App/Middleware/Confirmed'),
  guest: () => import('App/Middleware/Guest'),
  shield: () => import('@ioc:Adonis/Addons/Shield'),
  forms: () => import('@ioc:WelcomeBack/Middleware/Forms'),
  noStore: () => import('@ioc:WelcomeBack/Middleware/NoStore'),
  sessionHeaders: () => import('@ioc:WelcomeBack/Middleware/SessionHeaders'),
  unpoly: () => import('@ioc:WelcomeBack/Middleware/Unpoly'),
})

compileRoutes()

// A form with errors is shown again, for browsers and scripts.
validator.negotiator(() => validator.reporters.vanilla)
