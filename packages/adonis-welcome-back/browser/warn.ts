import { lastActivity, onActivity } from './activity'
import { endsIn, type Answer } from './check'
import { now } from './clock'
import { endOf, nextStep, type About, type Deadline, type Moment, type Step } from './deadline'
import { isDialogOpen } from './dialog'
import { adapter, selectors } from './environment'
import { isHidden } from './hidePage'
import { onRender, readAt, readEnds, readPage, type Ends } from './page'
import { signInAgain } from './recover'
import { request } from './request'
import { recover } from './resend'
import { whileSending } from './sending'
import { notifyTabs } from './tabs'
import type { Verdict } from './verdict'
import { countDown, hideWarning, setStaying, showWarning, showInWarning } from './warningDialog'

const failed = 'The site did not respond. Please try again.'
const timeoutMs = 10_000
/** Shorter than the pause before the next attempt. */
const silentTimeoutMs = 5_000
const pauseMs = 1_000

let ask: () => void
let deadline: Deadline | undefined
let [decidedAt, checkedAt] = [-Infinity, -Infinity]
let timer: ReturnType<typeof setTimeout> | undefined
let [isStaying, isSigningOut] = [false, false]
let [triedAt, failures] = [-Infinity, 0]
/** The longest time to the end, in seconds, that the server has named. */
let age = 0
/** The stamp of the session whose viewer chose "Not now". */
let declined: string | undefined

/**
 * Extends the session of a visible page when somebody uses it. Otherwise warns its viewer before the session ends, and
 * checks at the end. Call `receive` with the answers.
 * Dispatches `session:ends` with the seconds `expiresIn` and `lifetimeIn`.
 */
export function warnInTime(askServer: () => void) {
  ask = askServer
  onRender(() => setDeadline(readEnds(), false))
  setDeadline(readEnds(), false)
  document.addEventListener('visibilitychange', update)
  onActivity(() => deadline && nextStep(deadline, currentMoment()).do === 'extend' && update())
}

/** Ignores an answer about another session until the page belongs to that session. */
export function receive(answer: Answer) {
  if (answer !== 'unknown') setDeadline(answer.stamp === readPage().stamp ? answer : undefined, true)
  else if (deadline && isOver(deadline)) showInWarning(failed)
}

function setDeadline(ends: Pick<Ends, 'expiresIn' | 'lifetimeIn'> | undefined, isChecked: boolean) {
  const isKnown = window.isAuthenticated && ends && Number.isFinite(ends.expiresIn)
  if (isKnown) age = Math.max(age, ends.expiresIn)
  const receivedAt = isChecked ? now() : readAt()
  deadline = isKnown ? { ...readEnds(), ...ends, age, receivedAt, isChecked } : undefined
  if (deadline) document.dispatchEvent(new CustomEvent('session:ends', { detail: deadline }))
  // The verdict comes first: it may navigate or open another dialog.
  updateIn(0)
}

function update() {
  clearTimeout(timer)
  if (!deadline) return hideWarning()

  const moment = currentMoment()
  decidedAt = moment.now
  if (!isDialogOpen() && !isHidden() && !isSigningOut) return perform(nextStep(deadline, moment), deadline)

  hideWarning()
  updateIn(pauseMs)
}

const currentMoment = (): Moment => ({
  now: now(),
  decidedAt,
  checkedAt,
  activeAt: lastActivity(),
  extension: { triedAt, failures },
  isVisible: document.visibilityState === 'visible',
})

function perform(step: Step, deadline: Deadline) {
  switch (step.do) {
    case 'nothing':
      deadline.isChecked = false
      return hideWarning()
    case 'wait':
      stopWarning(deadline)
      return updateIn(step.until - decidedAt)
    case 'warn':
      warn(step.about, step.seconds)
      return updateIn(step.until - decidedAt)
    case 'ask':
      deadline.isChecked = false
      checkedAt = decidedAt
      stopWarning(deadline)
      ask()
      return updateIn(pauseMs)
    case 'extend':
      extend()
      return updateIn(pauseMs)
  }
}

/** At 0:00 the warning stays until the check has an answer. */
function stopWarning(deadline: Deadline) {
  if (isOver(deadline)) countDown(0)
  else hideWarning()
}

function warn(about: About, seconds: number) {
  if (about === 'lifetime' && declined === readPage().stamp) return hideWarning()
  const actions = { stay, decline, 'sign-in-again': signIn, 'sign-out': signOut }
  showWarning(about, seconds, actions)
}

/** Nobody notices it. A refusal makes the page check, like a return. */
async function extend() {
  triedAt = decidedAt
  const response = await keepAlive(silentTimeoutMs)
  if (response?.ok) return

  failures++
  if (verdictOf(response)) ask()
}

/** Returns no response if none came in time. */
async function keepAlive(timeoutMs: number): Promise<Response | undefined> {
  const response = await request('/api/user/keep-alive', timeoutMs, 'POST').catch(() => undefined)
  if (!response?.ok) return response

  failures = 0
  setDeadline(endsIn(response.headers), true)
  notifyTabs()
  return response
}

const verdictOf = (response?: Response) =>
  response?.headers.get('X-Session-Verdict') as Verdict | null | undefined

async function stay() {
  if (isStaying) return
  setStaying((isStaying = true))
  showInWarning('')
  if (!(await whileSending(isKept))) showInWarning(failed)
  setStaying((isStaying = false))
}

/** A refused request is sent again, once. */
async function isKept(): Promise<boolean> {
  const response = await keepAlive(timeoutMs)
  const verdict = verdictOf(response)
  if (!verdict) return !!response?.ok
  return (await recover(verdict)) && !!(await keepAlive(timeoutMs))?.ok
}

function decline() {
  declined = readPage().stamp
  update()
}

function signIn() {
  decline()
  signInAgain(ask)
}

async function signOut() {
  isSigningOut = true
  update()
  const element = document.querySelector<HTMLElement>(selectors.signOut)
  const isSignedOut = element !== null && (await adapter.signOut(element))
  isSigningOut = false
  update()
  if (!isSignedOut) showInWarning(failed)
}

const isOver = (deadline: Deadline) => decidedAt >= endOf(deadline)

function updateIn(milliseconds: number) {
  clearTimeout(timer)
  timer = setTimeout(update, milliseconds)
}
