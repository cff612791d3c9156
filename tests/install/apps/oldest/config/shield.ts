import { ShieldConfig } from '@ioc:Adonis/Addons/Shield';

const shieldConfig: ShieldConfig = {
  csp: { enabled: false, directives: {}, reportOnly: false },
  csrf: { enabled: true, exceptRoutes: [], enableXsrfCookie: true, methods: ['POST', 'PUT', 'PATCH', 'DELETE'] },
  dnsPrefetch: { enabled: true, allow: true },
  xFrame: { enabled: true, action: 'DENY' },
  hsts: { enabled: true, maxAge: '180 days', includeSubDomains: true },
  contentTypeSniffing: { enabled: true },
};

export const { csp, csrf, dnsPrefetch, xFrame, hsts, contentTypeSniffing } = shieldConfig;
export default shieldConfig;
