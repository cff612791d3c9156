import Application from '@ioc:Adonis/Core/Application'
import type { Message } from 'App/Mail/transport'

/** The last mails of this process, the newest first, for development and tests. */
export const mailbox: (Message & { id: number })[] = []

const maxMails = 50
let count = 0

export function keep(message: Message) {
  mailbox.unshift({ id: ++count, ...message })
  mailbox.splice(maxMails)
  if (Application.nodeEnvironment === 'development') print(message)
}

const print = ({ to, subject, text }: Message) =>
  console.log(`\n  Mail to ${to}: ${subject}\n\n${text.replace(/^/gm, '  ')}\n`)
