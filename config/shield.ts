import type { ShieldConfig } from '@ioc:Adonis/Addons/Shield'
import Application from '@ioc:Adonis/Core/Application'

/** A guest's form may stay open overnight. Its `Origin` protects it as well as a token. */
const guestForms = ['/login', '/register', '/forgot-password']

/** The package is not registered yet when this file is read. */
const welcomeBack = () => Application.container.use('WelcomeBack')

const shieldConfig: ShieldConfig = {
  csrf: {
    enabled: true,
    exceptRoutes: ({ auth, request, route }) =>
      (guestForms.includes(route!.pattern) && welcomeBack().isSameOrigin(request)) ||
      // After the session has ended, a sign-out needs no token.
      (route!.pattern === '/logout' && !auth.user),
    enableXsrfCookie: false,
    methods: ['POST', 'PUT', 'PATCH', 'DELETE'],
  },

  // config/headers.ts sets them.
  csp: { enabled: false },
  dnsPrefetch: { enabled: false },
  xFrame: { enabled: false },
  hsts: { enabled: false },
  contentTypeSniffing: { enabled: false },
}

export default shieldConfig
