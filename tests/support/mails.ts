import { SMTPServer, SMTPServerOptions } from 'smtp-server'
import Config from '@ioc:Adonis/Core/Config'
import { mailbox } from 'App/Mail/mailbox'
import { deliver } from 'App/Mail/outbox'

/** Returns the mails to an address, the newest first, after all that are due were sent. */
export async function mailsTo(address: string) {
  await deliver()
  return mailbox.filter(({ to }) => to === address)
}

/** Returns the path of the link in the newest mail to an address. */
export async function linkTo(address: string): Promise<string> {
  const [mail] = await mailsTo(address)
  return mail.text.match(/^https?:\/\/[^/]+(\/\S+)$/m)![1]
}

/** Starts a mail server in this process, and lets the site use it. Returns what it got, and a function that stops it. */
export async function startSmtpServer(options: SMTPServerOptions = {}) {
  const received: { recipients: string[]; source: string }[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      let source = ''
      stream.on('data', (part) => (source += part))
      stream.on('end', () => {
        received.push({ recipients: session.envelope.rcptTo.map(({ address }) => address), source })
        done()
      })
    },
    ...options,
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  useSmtp(`smtp://127.0.0.1:${(server.server.address() as { port: number }).port}`)
  const stop = async () => {
    useSmtp(undefined)
    await new Promise<void>((resolve) => server.close(resolve))
  }
  return { received, stop }
}

export const useSmtp = (url?: string) => Config.set('mail.smtpUrl', url)
