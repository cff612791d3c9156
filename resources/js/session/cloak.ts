/** Hides what is on the page while it is not known whose page it is. Text, caret and scroll position stay. */
export function cloak() {
  if (isCloaked()) return
  hadFocus = rememberFocus()
  root.classList.add('cloaked')
  for (const part of parts()) part.inert = true
  document.querySelector('#announcer')!.replaceChildren()
}

export function uncloak() {
  if (!isCloaked()) return
  root.classList.remove('cloaked')
  for (const part of parts()) part.inert = false
  hadFocus?.()
}

// A private page goes into the back/forward cache hidden: whoever comes back may be somebody else.
window.addEventListener('pagehide', ({ persisted }) => persisted && window.isAuthenticated && cloak())

const root = document.documentElement
let hadFocus: (() => void) | undefined

const isCloaked = () => root.classList.contains('cloaked')
const parts = () => document.querySelectorAll<HTMLElement>('#header, #main')

/** Answers what gives the focus back to the field that has it now, with its caret, and the page its selection. */
function rememberFocus() {
  const field = document.activeElement as HTMLTextAreaElement | null
  const { selectionStart, selectionEnd, selectionDirection } = field ?? {}
  const selection = getSelection()!
  const { anchorNode, anchorOffset, focusNode, focusOffset, isCollapsed } = selection
  return () => {
    if (!isCollapsed) selection.setBaseAndExtent(anchorNode!, anchorOffset, focusNode!, focusOffset)
    field?.focus({ preventScroll: true })
    if (typeof selectionStart === 'number') {
      field!.setSelectionRange(selectionStart, selectionEnd!, selectionDirection)
    }
  }
}
