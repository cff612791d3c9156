import { endsIn, type Answer } from './check'
import { now } from './clock'
import { endOf, nextStep, type Deadline, type Step } from './deadline'
import { isDialogOpen } from './dialog'
import { axios, selectors, up } from './environment'
import { isHidden } from './hidePage'
import { onArrival, readEnds, readPage, type Ends } from './page'
import { signInAgain } from './recover'
import { countDown, hideWarning, setStaying, showWarning, tellInWarning, type About } from './warningDialog'

const failed = 'The site did not answer. Please try again.'
const timeoutMs = 10_000
const pauseMs = 1_000

let ask: () => void
let deadline: Deadline | undefined
let [looked, asked] = [-Infinity, -Infinity]
let timer: ReturnType<typeof setTimeout> | undefined
let [isStaying, isSigningOut] = [false, false]
/** The stamp of the session whose viewer does not want to sign in again yet. */
let declined: string | undefined

/**
 * Warns the viewer of a visible page before the session ends, and asks the server at the end. Takes a function that asks
 * it; `hear` takes the answers. Whatever is heard of the end goes on to the page as an event `session:ends`, whose detail
 * has the seconds `expiresIn` and `lifetimeIn`.
 */
export function warnInTime(askServer: () => void) {
  ask = askServer
  onArrival(() => note(readEnds(), false))
  note(readEnds(), false)
  document.addEventListener('visibilitychange', look)
}

/** Takes an answer of the check. One about another session counts for nothing until the page is of that session. */
export function hear(answer: Answer) {
  if (answer !== 'unknown') note(answer.stamp === readPage().stamp ? answer : undefined, true)
  else if (deadline && isOver(deadline)) tellInWarning(failed)
}

function note(ends: Pick<Ends, 'expiresIn' | 'lifetimeIn'> | undefined, isChecked: boolean) {
  const isKnown = window.isAuthenticated && ends && Number.isFinite(ends.expiresIn)
  deadline = isKnown ? { ...readEnds(), ...ends, heard: now(), isChecked } : undefined
  if (deadline) document.dispatchEvent(new CustomEvent('session:ends', { detail: deadline }))
  // What the answer leads to comes first: it may navigate, or open another dialog.
  lookIn(0)
}

function look() {
  clearTimeout(timer)
  if (!deadline) return hideWarning()

  const moment = { now: now(), looked, asked, isVisible: document.visibilityState === 'visible' }
  looked = moment.now
  if (!isDialogOpen() && !isHidden() && !isSigningOut) return take(nextStep(deadline, moment), deadline)

  hideWarning()
  lookIn(pauseMs)
}

function take(step: Step, deadline: Deadline) {
  switch (step.do) {
    case 'nothing':
      deadline.isChecked = false
      return hideWarning()
    case 'wait':
      sayNothing(deadline)
      return lookIn(step.until - looked)
    case 'warn':
      warn(step.about, step.seconds)
      return lookIn(step.until - looked)
    case 'ask':
      deadline.isChecked = false
      asked = looked
      sayNothing(deadline)
      ask()
      return lookIn(pauseMs)
  }
}

/** A warning whose time has run out stays until the server has said so. */
function sayNothing(deadline: Deadline) {
  if (isOver(deadline)) countDown(0)
  else hideWarning()
}

function warn(about: About, seconds: number) {
  if (about === 'lifetime' && declined === readPage().stamp) return hideWarning()
  const actions = { stay, decline, 'sign-in-again': signIn, 'sign-out': signOut }
  showWarning(about, seconds, actions)
}

async function stay() {
  if (isStaying) return
  setStaying((isStaying = true))
  tellInWarning('')
  try {
    const { headers } = await axios.post('/api/user/keep-alive', null, { timeout: timeoutMs })
    note(endsIn(headers), true)
  } catch {
    tellInWarning(failed)
  }
  setStaying((isStaying = false))
}

function decline() {
  declined = readPage().stamp
  look()
}

function signIn() {
  decline()
  signInAgain(ask)
}

async function signOut() {
  isSigningOut = true
  look()
  const isSignedOut = await up.submit(selectors.signOut).then(
    () => true,
    () => false,
  )
  isSigningOut = false
  look()
  if (!isSignedOut) tellInWarning(failed)
}

const isOver = (deadline: Deadline) => looked >= endOf(deadline)

function lookIn(milliseconds: number) {
  clearTimeout(timer)
  timer = setTimeout(look, milliseconds)
}
