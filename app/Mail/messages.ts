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
  'password-reset': async ({ recipient, details }) => {
    const user = await User.findBy('email', recipient)
    if (!user) return null
    const token = await MailedLink.issue('password-reset', user, recipient)
    const query = details.return ? `?return=${encodeURIComponent(details.return)}` : ''
    return {
      subject: 'Choose a new password',
      template: 'password_reset',
      values: { link: `/reset-password/${token}${query}` },
    }
  },

  'password-changed': async ({ details }) => ({
    subject: 'Your password was changed',
    template: 'password_changed',
    values: { ...details, time: timeOf(details.at) },
  }),
}

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
