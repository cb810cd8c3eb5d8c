/** The commands of the menu Edit. */
import { duplicateSelected, removeSelected } from '../editor/actions'
import { frameSelection, noteAt } from '../editor/annotate'
import { removeAndHeal, selectAll, toggleBypass } from '../editor/selection'
import { mark } from '../i18n'
import { open, selection, something, withDocument, type Command } from './define'

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
  { id: 'frame', title: 'Frame around the selection', menu: 'Edit', context: true, keys: ['$mod+j'], when: selection, run: withDocument(frameSelection) },
  { id: 'note', title: 'Note here', menu: 'Edit', keys: ['Shift+n'], when: open, run: withDocument((document, workspace) => noteAt(document, workspace.pointer())) },
  { id: 'select-all', title: 'Select all', menu: 'Edit', keys: ['$mod+a'], when: open, run: withDocument(selectAll) },
  { id: 'select-none', title: 'Select nothing', menu: 'Edit', keys: ['Escape'], when: something, run: withDocument((document) => document.select([])) },
]
