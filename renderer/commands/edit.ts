/** The commands of the menu Edit. */
import { nextTick } from 'vue'
import { duplicateSelected, removeSelected } from '../editor/actions'
import { frameSelection, noteAt, writing } from '../editor/annotate'
import type { EditorDocument } from '../editor/document'
import { removeAndHeal, selectAll, toggleBypass } from '../editor/selection'
import type { Workspace } from '../editor/workspace'
import { mark } from '../i18n'
import { settings } from '../ui/settings'
import { open, selection, something, withDocument, type Command } from './define'

/** What is selected has a name, or words, of its own. */
const named = ({ view: { document } }: Workspace): boolean => document !== undefined && document.view.selected.length + document.view.marked.length === 1

/** Puts the cursor into the name of the node, or writes the frame or the note. */
async function rename({ view: { marked: [marked] } }: EditorDocument): Promise<void> {
  if (marked) {
    writing.value = marked
    return
  }
  settings.value.inspector = true
  await nextTick()
  document.querySelector<HTMLInputElement>('.inspector input.id')?.select()
}

/** On every card too. */
export const BYPASS: Command = { id: 'bypass', title: 'Step over (bypass)', words: [mark('Mute')], menu: 'Edit', context: true, keys: ['b'], when: selection, run: withDocument((document) => toggleBypass(document)) }

export const EDIT_COMMANDS: readonly Command[] = [
  { id: 'undo', title: 'Undo', menu: 'Edit', inFields: true, keys: ['$mod+z'], when: (workspace) => workspace.view.document?.view.undo !== undefined, run: withDocument((document, workspace) => workspace.reveal(document.undo())) },
  { id: 'redo', title: 'Redo', menu: 'Edit', inFields: true, keys: ['$mod+Shift+z', '$mod+y'], when: (workspace) => workspace.view.document?.view.redo !== undefined, run: withDocument((document, workspace) => workspace.reveal(document.redo())) },
  {
    id: 'delete', title: 'Delete', menu: 'Edit', context: true, keys: ['Delete', 'Backspace'],
    when: (workspace) => something(workspace) || workspace.view.document?.view.wire !== undefined, run: withDocument(removeSelected),
  },
  { id: 'heal', title: 'Delete and join', menu: 'Edit', context: true, keys: ['$mod+Delete', 'Alt+Delete', '$mod+Backspace'], when: selection, run: withDocument(removeAndHeal) },
  BYPASS,
  { id: 'duplicate', title: 'Duplicate', menu: 'Edit', context: true, keys: ['$mod+d'], when: something, run: withDocument(duplicateSelected) },
  { id: 'rename', title: 'Rename', menu: 'Edit', context: true, keys: ['F2'], when: named, run: withDocument((document) => void rename(document)) },
  { id: 'frame', title: 'Frame around the selection', menu: 'Edit', context: true, keys: ['$mod+j'], when: selection, run: withDocument(frameSelection) },
  { id: 'note', title: 'Note here', menu: 'Edit', keys: ['Shift+n'], when: open, run: withDocument((document, workspace) => noteAt(document, workspace.pointer())) },
  { id: 'select-all', title: 'Select all', menu: 'Edit', keys: ['$mod+a'], when: open, run: withDocument(selectAll) },
  { id: 'select-none', title: 'Select nothing', menu: 'Edit', keys: ['Escape'], when: something, run: withDocument((document) => document.select([])) },
]
