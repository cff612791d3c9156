import Server from '@ioc:Adonis/Core/Server'
import { validator } from '@ioc:Adonis/Core/Validator'

Server.middleware.register([
  () => import('@ioc:Adonis/Core/BodyParser'),
  () => import('App/Middleware/Body'),
  () => import('App/Middleware/PlainText'),
])

Server.middleware.registerNamed({
  session: () => import('@ioc:WelcomeBack/Middleware/Session'),
  passive: () => import('@ioc:WelcomeBack/Middleware/Passive'),
  silentAuth: () => import('App/Middleware/SilentAuth'),
  auth: () => import('App/Middleware/Auth'),
  guest: () => import('App/Middleware/Guest'),
  shield: () => import('@ioc:Adonis/Addons/Shield'),
  forms: () => import('@ioc:WelcomeBack/Middleware/Forms'),
  noStore: () => import('@ioc:WelcomeBack/Middleware/NoStore'),
  sessionHeaders: () => import('@ioc:WelcomeBack/Middleware/SessionHeaders'),
  unpoly: () => import('@ioc:WelcomeBack/Middleware/Unpoly'),
})

// A rejected form is always answered with its page; who sent it makes no difference.
validator.negotiator(() => validator.reporters.vanilla)
