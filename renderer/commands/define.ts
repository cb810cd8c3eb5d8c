/** What a command is. Each is declared once, in the file of its menu; menus, keys, buttons, the search and the help read it. */
import type { EditorDocument } from '../editor/document'
import type { Workspace } from '../editor/workspace'

export const MENUS = ['File', 'Edit', 'View', 'Go', 'Arrange', 'Graph'] as const

export interface Command {
  readonly id: string
  /** English; shown through `t`. */
  readonly title: string
  /** What else one may look for it by, marked as texts are. */
  readonly words?: readonly string[]
  readonly menu: (typeof MENUS)[number]
  /** As tinykeys writes them; the first is shown. */
  readonly keys?: readonly string[]
  /** The browser's own event does it (copy, cut, paste): the keys are shown, not listened for. */
  readonly native?: boolean
  /** In the menu that a right click on a node opens. */
  readonly context?: boolean
  /** Works while a text field has the focus too, once nothing in it is unfinished. */
  readonly inFields?: boolean
  /** Whether it can be done now. */
  readonly when: (workspace: Workspace) => boolean
  readonly run: (workspace: Workspace) => void
}

export const always = (): boolean => true
export const open = (workspace: Workspace): boolean => workspace.view.document !== undefined
export const selection = (workspace: Workspace): boolean => (workspace.view.document?.view.selected.length ?? 0) > 0
/** Nodes, frames or notes are selected. */
export const something = (workspace: Workspace): boolean => selection(workspace) || (workspace.view.document?.view.marked.length ?? 0) > 0
export const withDocument = (run: (document: EditorDocument, workspace: Workspace) => void) => (workspace: Workspace): void => {
  const { document } = workspace.view
  if (document) run(document, workspace)
}
