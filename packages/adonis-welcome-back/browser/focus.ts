/** Returns a function that restores the focus, the caret in the field, and the selection of the page. */
export function rememberFocus() {
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
