import type { ShieldConfig } from '@ioc:Adonis/Addons/Shield'
import { isSameOrigin } from '../providers/WelcomeBack/forms/origin'

/** A guest's form may be left open overnight. Its `Origin` guards it as well as a token. */
const guestForms = ['/login', '/register']

const shieldConfig: ShieldConfig = {
  csrf: {
    enabled: true,
    exceptRoutes: ({ auth, request, route }) =>
      (guestForms.includes(route!.pattern) && isSameOrigin(request)) ||
      // Signing out of a session that is over needs no token.
      (route!.pattern === '/logout' && !auth.user),
    enableXsrfCookie: false,
    methods: ['POST', 'PUT', 'PATCH', 'DELETE'],
  },

  // config/headers.ts has them.
  csp: { enabled: false },
  dnsPrefetch: { enabled: false },
  xFrame: { enabled: false },
  hsts: { enabled: false },
  contentTypeSniffing: { enabled: false },
}

export default shieldConfig
