import type { ShieldConfig } from '@ioc:Adonis/Addons/Shield'
import { comesFromHere } from '../providers/WelcomeBack/forms/origin'

/**
 * A guest's form may lie open overnight, when no session remembers its token. The browser's own word
 * that the form stands on this site guards it as well.
 */
const guestForms = ['/login', '/register']

const shieldConfig: ShieldConfig = {
  csrf: {
    enabled: true,
    exceptRoutes: ({ auth, request, route }) =>
      (guestForms.includes(route!.pattern) && comesFromHere(request)) ||
      // Signing out of a session that is over needs no proof.
      (route!.pattern === '/logout' && !auth.user),
    enableXsrfCookie: false,
    methods: ['POST', 'PUT', 'PATCH', 'DELETE'],
  },

  // Headers are the same for every response and stand in config/headers.ts.
  csp: { enabled: false },
  dnsPrefetch: { enabled: false },
  xFrame: { enabled: false },
  hsts: { enabled: false },
  contentTypeSniffing: { enabled: false },
}

export default shieldConfig
