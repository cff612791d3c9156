import { createTransport } from 'nodemailer'
import Config from '@ioc:Adonis/Core/Config'
import Application from '@ioc:Adonis/Core/Application'
import { keep } from 'App/Mail/mailbox'

export interface Message {
  to: string
  subject: string
  text: string
  html: string
}

const timeoutMs = 20_000
const headers = { 'Auto-Submitted': 'auto-generated' }

/** Returns whether this site can send mail. In development and tests it shows each mail at `/dev/mails`. */
export const canSend = (): boolean => !Application.inProduction || !!Config.get('mail.smtpUrl')

/** Rejects if the mail cannot be sent. */
export async function send({ to, ...message }: Message) {
  const { smtpUrl, from } = Config.get('mail')
  // An address as an object is never parsed as a list of addresses.
  if (smtpUrl)
    await transporterFor(smtpUrl).sendMail({ from, to: { name: '', address: to }, headers, ...message })
  if (!Application.inProduction) keep({ to, ...message })
}

const transporterFor = (url: string) =>
  createTransport({
    url,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
  })
