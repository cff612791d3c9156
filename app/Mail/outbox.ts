import Event from '@ioc:Adonis/Core/Event'
import Logger from '@ioc:Adonis/Core/Logger'
import { withoutValues } from 'App/Exceptions/withoutValues'
import Mail from 'App/Models/Mail'
import { compose } from 'App/Mail/messages'
import { send } from 'App/Mail/transport'

const batchSize = 10
const minute = 60_000

/** How long a mail waits after each failure. After the last one it is not sent. */
const pauses = [1, 5, 15, 60, 240].map((minutes) => minutes * minute)

/** A response is sent before the mail is written, so its time does not tell whether an account exists. */
const delayMs = 1_000
const intervalMs = 30_000

let timer: NodeJS.Timeout | undefined
let running: Promise<void> | null = null
let isAsked = false

/** Sends new mails after a second, and looks for waiting ones now and then: of another process, or to try again. */
export function startDelivering() {
  if (timer) return
  timer = setInterval(deliverQuietly, intervalMs).unref()
  Event.on('mail:added', deliverSoon)
}

export function stopDelivering() {
  clearInterval(timer)
  timer = undefined
  Event.off('mail:added', deliverSoon)
}

/** Resolves when all mails that are due were tried. */
export function deliver(): Promise<void> {
  isAsked = true
  running ??= deliverAll().finally(() => (running = null))
  return running
}

function deliverSoon() {
  setTimeout(deliverQuietly, delayMs).unref()
}

function deliverQuietly() {
  deliver().catch(({ code }) => Logger.warn({ code }, 'The waiting mails cannot be read'))
}

async function deliverAll() {
  while (isAsked) {
    isAsked = false
    const mails = await claimDue()
    await Promise.all(mails.map(tryToSend))
    isAsked ||= mails.length > 0
  }
}

async function claimDue(): Promise<Mail[]> {
  const due = await Mail.due(batchSize)
  const claimed = await Promise.all(due.map((mail) => mail.claim()))
  return due.filter((_, index) => claimed[index])
}

async function tryToSend(mail: Mail) {
  try {
    const message = await compose(mail)
    if (message) await send(message)
    await mail.remove()
  } catch (error: any) {
    await retryLater(mail, error)
  }
}

/** The message of the error can contain the address, so it is not logged. */
async function retryLater(mail: Mail, error: Error & { code?: string; responseCode?: number }) {
  const pause = isFinal(error) ? undefined : pauses[mail.attempts - 1]
  const [{ id, kind, attempts }, { code, responseCode }] = [mail, error]
  const { stack } = withoutValues(error)
  const outcome = pause ? 'A mail was not sent, and is tried again' : 'A mail was not sent'
  Logger.warn({ mail: { id, kind, attempts }, code, responseCode, stack }, outcome)
  await (pause ? mail.postpone(pause) : mail.remove())
}

/** The mail server refuses the recipient or the text for good. */
const isFinal = ({ code = '', responseCode = 0 }) =>
  ['EENVELOPE', 'EMESSAGE'].includes(code) && responseCode >= 500
