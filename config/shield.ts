import type { ShieldConfig } from '@ioc:Adonis/Addons/Shield'
import { isSameOrigin } from '../packages/adonis-welcome-back/server/forms/origin'

/** A guest's form may stay open overnight. Its `Origin` protects it as well as a token. */
const guestForms = ['/login', '/register', '/forgot-password']

const shieldConfig: ShieldConfig = {
  csrf: {
    enabled: true,
    exceptRoutes: ({ auth, request, route }) =>
      (guestForms.includes(route!.pattern) && isSameOrigin(request)) ||
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
