import Server from '@ioc:Adonis/Core/Server'
import { validator } from '@ioc:Adonis/Core/Validator'

Server.middleware.register([
  () => import('@ioc:Adonis/Core/BodyParser'),
  () => import('App/Middleware/Body'),
  () => import('App/Middleware/PlainText'),
])

Server.middleware.registerNamed({
  session: () => import('App/Middleware/Session'),
  passive: () => import('App/Middleware/Passive'),
  silentAuth: () => import('App/Middleware/SilentAuth'),
  auth: () => import('App/Middleware/Auth'),
  guest: () => import('App/Middleware/Guest'),
  shield: () => import('@ioc:Adonis/Addons/Shield'),
  keptForms: () => import('App/Middleware/KeptForms'),
  noStore: () => import('App/Middleware/NoStore'),
  sessionHeaders: () => import('App/Middleware/SessionHeaders'),
  unpoly: () => import('App/Middleware/Unpoly'),
})

// A rejected form is always answered with its page; who sent it makes no difference.
validator.negotiator(() => validator.reporters.vanilla)
