import { announceMessages } from './announce'
import type { Answer } from './check'
import { watchDialog } from './dialog'
import { adapter, configure, up, type Options } from './environment'
import { listenToServer } from './events'
import { keepFailedForms } from './failures'
import { hideOnLeaving } from './hidePage'
import { reportMissingEdits } from './installation'
import { onChange, page, readPage } from './page'
import { resendRefused } from './resend'
import { respond } from './respond'
import { listenToTabs } from './tabs'
import { watchTyping } from './typed'
import { verdict } from './verdict'
import { receive, warnInTime } from './warn'
import { watch } from './watch'

/**
 * Starts the browser half. Takes the app's axios, Unpoly and Alpine, before Alpine starts. Returns three functions:
 * `onReturn(act)` calls `act` with the answer of the check on every return to the page and after every hint from
 * another tab or the server; `judge(answer)` returns the verdict; `respond(verdict)` acts on it.
 */
export function start(options: Options) {
  configure(options)
  reportMissingEdits()
  options.Alpine.data('page', page)
  adapter.start()
  watchTyping()
  announceMessages()
  keepFailedForms()
  watchDialog()
  hideOnLeaving()
  resendRefused()
  onChange(() => up.cache.evict())

  return {
    onReturn(act: (answer: Answer) => void) {
      const { ask, askUnlessAsking } = watch((answer) => {
        act(answer)
        receive(answer)
      })
      listenToTabs(ask)
      listenToServer(ask)
      warnInTime(askUnlessAsking)
    },
    judge: (answer: Answer) => verdict(readPage(), answer),
    respond,
  }
}
