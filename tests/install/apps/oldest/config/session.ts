import Env from '@ioc:Adonis/Core/Env';
import { SessionConfig } from '@ioc:Adonis/Addons/Session';

const sessionConfig: SessionConfig = {
  enabled: true,
  driver: Env.get('SESSION_DRIVER', 'cookie'),
  cookieName: 'adonis-session',
  clearWithBrowser: false,
  age: '2h',
  cookie: { path: '/', httpOnly: true, sameSite: 'lax' },
  file: { location: './tmp/sessions' },
  redisConnection: 'local',
};

export default sessionConfig;
