import { announceMessages } from './announce'
import { adapter, configure, up, type Options } from './environment'
import { listenToServer } from './events'
import { keepFailedForms } from './failures'
import { hideOnLeaving } from './hidePage'
import { reportMissingEdits } from './installation'
import { watchModals } from './modal'
import { onChange, page, readPage } from './page'
import { resendRefused } from './resend'
import { respond } from './respond'
import { recoverFetch, recoverFormSubmit } from './sentByScript'
import { listenToTabs } from './tabs'
import { watchTyping } from './typed'
import { verdict } from './verdict'
import { receive, warnInTime } from './warn'
import { checkOnReturn, watch } from './watch'

/**
 * Starts the browser half. Takes the app's axios, Unpoly and Alpine, before Alpine starts. Returns three functions:
 * `check()` asks the server who is signed in, at most once in 5,000 ms; `onCheck(act)` also asks on every other return
 * to the page and after hints, and calls `act` with each clear answer, `true` or `false`; `reset()` acts on a session
 * that has ended. The package acts on all other verdicts.
 */
export function start(options: Options) {
  configure(options)
  reportMissingEdits()
  options.Alpine.data('page', page)
  adapter.start()
  watchTyping()
  announceMessages()
  keepFailedForms()
  watchModals()
  hideOnLeaving()
  resendRefused()
  if (options.fetch) recoverFetch()
  if (options.formSubmit) recoverFormSubmit()
  onChange(() => up.cache.evict())

  let act: (isAuthenticated: boolean) => void = () => {}
  const { ask, askSoon, askUnlessAsking } = watch((answer) => {
    if (answer !== 'unknown') act(answer.isAuthenticated)
    const result = verdict(readPage(), answer)
    if (result !== 'expired') respond(result)
    receive(answer)
  })

  return {
    check: askSoon,
    onCheck(compare: typeof act) {
      act = compare
      checkOnReturn({ ask, askSoon })
      listenToTabs(ask)
      listenToServer(ask)
      warnInTime(askUnlessAsking)
    },
    reset: () => respond('expired'),
  }
}
