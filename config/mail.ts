import Env from '@ioc:Adonis/Core/Env'
import Application from '@ioc:Adonis/Core/Application'

const { HOST, PORT } = { HOST: Env.get('HOST'), PORT: Env.get('PORT') }

const mailConfig = {
  /** Tests set their own. */
  smtpUrl: Application.inTest ? undefined : Env.get('SMTP_URL'),

  from: Env.get('MAIL_FROM'),

  /** The origin of links. Never that of a request: anybody can send a request with a foreign `Host`. */
  origin: Env.get('APP_URL') ?? `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${PORT}`,
}

export default mailConfig
