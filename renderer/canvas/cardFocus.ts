/** The focus goes with the selection: its ring stays on no card that is not selected, where it would look like one that is. */
import type { EditorDocument } from '../editor/document'

export class CardFocus {
  /** The node whose card takes the focus once it is there. */
  private next: string | undefined

  constructor(private readonly container: HTMLElement, private readonly document: EditorDocument, private readonly viewOf: (id: string) => HTMLElement | undefined) {}

  /** The selection may have changed. With nothing selected the focus says where the keyboard is, and stays. */
  follow(): void {
    const { activeElement } = document
    const { selected } = this.document.view
    if (activeElement === this.container) {
      this.next = selected.length === 1 ? selected[0] : undefined
      return
    }
    if (selected.length === 0 || !(activeElement instanceof HTMLElement) || !this.container.contains(activeElement)) return
    const id = activeElement.closest<HTMLElement>('[data-node]')?.dataset['node']
    if (id === undefined || selected.includes(id)) return
    activeElement.blur()
    this.next = selected.length === 1 ? selected[0] : undefined
  }

  /** Cards were mounted. */
  arrive(): void {
    const { next } = this
    if (next === undefined) return
    const taken = (document.activeElement !== document.body && document.activeElement !== this.container) || !this.document.view.selected.includes(next)
    const card = this.viewOf(next)?.querySelector<HTMLElement>('[data-node]')
    if (!taken) card?.focus({ preventScroll: true })
    if (taken || card) this.next = undefined
  }
}
