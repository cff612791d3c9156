import { announceMessages } from './announce'
import { adapter, configure, type Options } from './environment'
import { hideOnLeaving } from './hidePage'
import { reportMissingEdits } from './installation'
import { onChange, page, readHead, readPage } from './page'
import { loadWhenSignedIn, parts } from './parts'
import { recoverAxios } from './recoverAxios'
import { respond } from './respond'
import { recoverFetch, recoverFormSubmit } from './sentByScript'
import { listenToTabs } from './tabs'
import { watchTyping } from './typed'
import { verdict } from './verdict'
import { checkOnReturn, watch } from './watch'

export type { Adapter } from './adapters/adapter'
export { token } from './page'
export { recoverAxios } from './recoverAxios'
export { mayBeSent, recover } from './resend'

/**
 * Starts the browser half. Takes the app's Unpoly, Alpine and axios, if it has them, before Alpine starts. Returns three functions:
 * `check()` asks the server who is signed in, at most once in 5,000 ms; `onCheck(act)` also asks on every other return
 * to the page and after hints, and calls `act` with each clear answer, `true` or `false`; `reset()` acts on a session
 * that has ended. The package acts on all other verdicts.
 */
export function start(options: Options) {
  configure(options)
  reportMissingEdits()
  adapter.start()
  if (options.Alpine) options.Alpine.data('page', page)
  else readHead()
  watchTyping()
  announceMessages()
  hideOnLeaving()
  if (options.axios) recoverAxios(options.axios)
  if (options.fetch) recoverFetch()
  if (options.formSubmit) recoverFormSubmit()
  onChange(() => adapter.forgetPages())

  let act: (isAuthenticated: boolean) => void = () => {}
  const { ask, askSoon, askUnlessAsking } = watch((answer) => {
    if (answer !== 'unknown') act(answer.isAuthenticated)
    const result = verdict(readPage(), answer)
    if (result !== 'expired') respond(result)
    parts()?.receive(answer)
  })
  loadWhenSignedIn({ ask, askUnlessAsking })

  return {
    check: askSoon,
    onCheck(compare: typeof act) {
      act = compare
      checkOnReturn({ ask, askSoon })
      listenToTabs(ask)
    },
    reset: () => respond('expired'),
  }
}
