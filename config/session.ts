import Env from '@ioc:Adonis/Core/Env'
import Application from '@ioc:Adonis/Core/Application'
import { sessionConfig } from '@adonisjs/session/build/config'

export default sessionConfig({
  // The session middleware opens the session.
  enabled: false,
  driver: 'database',
  cookieName: Application.inProduction ? '__Host-session' : 'session',

  clearWithBrowser: true,

  age: Env.get('SESSION_AGE'),

  cookie: {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: Application.inProduction,
  },
})
