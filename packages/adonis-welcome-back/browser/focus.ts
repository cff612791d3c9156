/** Returns a function that restores the focus, the caret in the field, and the selection of the page. */
export function rememberFocus() {
  const field = focused() as HTMLTextAreaElement | null
  const { selectionStart, selectionEnd, selectionDirection } = field ?? {}
  const restoreSelection = rememberSelection(field)
  return () => {
    if (!isEditor(field)) restoreSelection()
    field?.focus({ preventScroll: true })
    if (isEditor(field)) restoreSelection()
    if (typeof selectionStart === 'number') {
      field!.setSelectionRange(selectionStart, selectionEnd!, selectionDirection)
    }
  }
}

/** The focused element may be in a shadow root. */
function focused(root: Document | ShadowRoot = document): Element | null {
  const inner = root.activeElement?.shadowRoot
  return (inner && focused(inner)) ?? root.activeElement
}

/** The caret of an editor is a selection of the page. That of a field is not. */
function rememberSelection(field: Element | null) {
  const selection = getSelection()!
  const { anchorNode, anchorOffset, focusNode, focusOffset, isCollapsed } = selection
  return () => {
    const isThere = anchorNode?.isConnected && focusNode?.isConnected
    if (!isThere || (isCollapsed && !isEditor(field))) return
    selection.setBaseAndExtent(anchorNode, anchorOffset, focusNode, focusOffset)
  }
}

const isEditor = (field: Element | null) => field instanceof HTMLElement && field.isContentEditable
