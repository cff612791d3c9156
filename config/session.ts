import Env from '@ioc:Adonis/Core/Env'
import Application from '@ioc:Adonis/Core/Application'
import { sessionConfig } from '@adonisjs/session/build/config'

export default sessionConfig({
  // Not opened for every request: the session middleware opens it on the routes that use it.
  enabled: false,
  driver: 'database',
  cookieName: Application.inProduction ? '__Host-session' : 'session',

  // The server ends a session; the cookie itself lasts as long as the browser stays open.
  clearWithBrowser: true,

  // Idle for this long, a session is over. `SESSION_AGE=1m npm run dev` lets you watch it.
  age: Env.get('SESSION_AGE'),

  cookie: {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: Application.inProduction,
  },
})
