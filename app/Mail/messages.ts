import { DateTime } from 'luxon'
import Config from '@ioc:Adonis/Core/Config'
import View from '@ioc:Adonis/Core/View'
import Mail, { MailKind } from 'App/Models/Mail'
import MailedLink from 'App/Models/MailedLink'
import User from 'App/Models/User'
import type { Message } from 'App/Mail/transport'

interface Content {
  subject: string
  template: string
  values: Record<string, unknown>
}

/** What each kind of mail says. Null if there is nothing to say anymore. */
const contents: Record<MailKind, (mail: Mail) => Promise<Content | null>> = {
  'password-reset': async (mail) => {
    const user = await User.findBy('email', mail.recipient)
    const token = user && (await MailedLink.issue('password-reset', user, mail.recipient, mail))
    const query = mail.details.return ? `?return=${encodeURIComponent(mail.details.return)}` : ''
    return withLink(token, `/reset-password/${token}${query}`, 'password_reset', 'Choose a new password')
  },

  'email-change': async (mail) => {
    if (await isTaken(mail))
      return { subject: 'This address has an account', template: 'email_taken', values: {} }
    const token = await MailedLink.issue('email-change', await userOf(mail), mail.recipient, mail)
    return withLink(token, `/account/email/${token}`, 'email_change', 'Confirm your new e-mail')
  },

  'email-changed': async (mail) => {
    const token = await MailedLink.issue('email-undo', await userOf(mail), mail.recipient, mail)
    const values = { ...mail.details, time: timeOf(mail.details.at) }
    return withLink(token, `/restore-email/${token}`, 'email_changed', 'Your e-mail was changed', values)
  },

  'sign-in': async ({ details }) => ({
    subject: 'A new sign-in to your account',
    template: 'sign_in',
    values: { ...details, time: timeOf(details.at) },
  }),

  'password-changed': async ({ details }) => ({
    subject: 'Your password was changed',
    template: 'password_changed',
    values: { ...details, time: timeOf(details.at) },
  }),
}

const withLink = (token: string | null, link: string, template: string, subject: string, values = {}) =>
  token === null ? null : { subject, template, values: { ...values, link } }

/** Rows of mails are removed with their user. */
const userOf = (mail: Mail) => User.findOrFail(mail.userId)

const isTaken = async ({ recipient, userId }: Mail) =>
  !!(await User.findBy('email', recipient)) || (await MailedLink.isReserved(recipient, userId!))

const timeOf = (at: unknown) =>
  DateTime.fromMillis(Number(at), { zone: 'utc', locale: 'en' }).toFormat("d LLLL yyyy, HH:mm 'UTC'")

/** Writes a mail, and creates its link. Returns null if it should not be sent. */
export async function compose(mail: Mail): Promise<Message | null> {
  const content = await contents[mail.kind](mail)
  if (!content) return null

  const { origin } = Config.get('mail')
  const text = await View.render(`mails/${content.template}`, { origin, ...content.values })
  const html = await View.render('mails/html', { subject: content.subject, paragraphs: paragraphsOf(text) })
  return { to: mail.recipient, subject: content.subject, text, html }
}

/** Returns the paragraphs of a text, and whether each is nothing but a link. */
const paragraphsOf = (text: string) =>
  text
    .trim()
    .split(/\n{2,}/)
    .map((words) => ({ words, isLink: /^https?:\/\/\S+$/.test(words) }))
