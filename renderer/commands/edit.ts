/** The commands of the menu Edit. */
import { duplicateSelected, removeSelected } from '../editor/actions'
import { open, selection, withDocument, type Command } from './define'

export const EDIT_COMMANDS: readonly Command[] = [
  { id: 'undo', title: 'Undo', menu: 'Edit', inFields: true, keys: ['$mod+z'], when: (workspace) => workspace.view.document?.view.undo !== undefined, run: withDocument((document, workspace) => workspace.reveal(document.undo())) },
  { id: 'redo', title: 'Redo', menu: 'Edit', inFields: true, keys: ['$mod+Shift+z', '$mod+y'], when: (workspace) => workspace.view.document?.view.redo !== undefined, run: withDocument((document, workspace) => workspace.reveal(document.redo())) },
  {
    id: 'delete', title: 'Delete', menu: 'Edit', keys: ['Delete', 'Backspace'],
    when: (workspace) => selection(workspace) || workspace.view.document?.view.wire !== undefined, run: withDocument(removeSelected),
  },
  { id: 'duplicate', title: 'Duplicate', menu: 'Edit', keys: ['$mod+d'], when: selection, run: withDocument(duplicateSelected) },
  { id: 'select-all', title: 'Select all', menu: 'Edit', keys: ['$mod+a'], when: open, run: withDocument((document) => document.select(document.nodes.keys())) },
  { id: 'select-none', title: 'Select nothing', menu: 'Edit', keys: ['Escape'], when: selection, run: withDocument((document) => document.select([])) },
]
