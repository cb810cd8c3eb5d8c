/** Everything the window can do, once: menus, keys, buttons and the search read this table. */
import type { HostMenu } from '../host/host'
import { duplicateSelected, goTo, removeSelected, tidy } from '../editor/actions'
import type { EditorDocument } from '../editor/document'
import type { Workspace } from '../editor/workspace'
import { toggleTheme } from '../ui/theme'

export interface Command {
  readonly id: string
  readonly title: string
  readonly menu: 'File' | 'Edit' | 'View' | 'Graph'
  /** As tinykeys writes them; the first is shown. */
  readonly keys?: readonly string[]
  /** Whether it can be done now. */
  readonly when: (workspace: Workspace) => boolean
  readonly run: (workspace: Workspace) => void
}

const always = (): boolean => true
const open = (workspace: Workspace): boolean => workspace.view.document !== undefined
const withDocument = (run: (document: EditorDocument, workspace: Workspace) => void) => (workspace: Workspace): void => {
  const { document } = workspace.view
  if (document) run(document, workspace)
}
const selection = (workspace: Workspace): boolean => (workspace.view.document?.view.selected.length ?? 0) > 0

export const COMMANDS: readonly Command[] = [
  { id: 'new', title: 'New graph', menu: 'File', keys: ['$mod+n'], when: always, run: (workspace) => void workspace.newGraph() },
  { id: 'open', title: 'Open…', menu: 'File', keys: ['$mod+o'], when: always, run: (workspace) => void workspace.open() },
  { id: 'save', title: 'Save', menu: 'File', keys: ['$mod+s'], when: open, run: (workspace) => void workspace.save() },
  { id: 'save-as', title: 'Save as…', menu: 'File', keys: ['$mod+Shift+s'], when: open, run: (workspace) => void workspace.save(true) },
  { id: 'export-onnx', title: 'Export ONNX…', menu: 'File', keys: ['$mod+e'], when: open, run: (workspace) => void workspace.exportModel('onnx') },
  { id: 'export-safetensors', title: 'Export weights…', menu: 'File', when: open, run: (workspace) => void workspace.exportModel('safetensors') },
  { id: 'close', title: 'Close graph', menu: 'File', when: open, run: (workspace) => void workspace.close() },
  { id: 'undo', title: 'Undo', menu: 'Edit', keys: ['$mod+z'], when: (workspace) => workspace.view.document?.view.undo !== undefined, run: withDocument((document) => document.undo()) },
  { id: 'redo', title: 'Redo', menu: 'Edit', keys: ['$mod+Shift+z', '$mod+y'], when: (workspace) => workspace.view.document?.view.redo !== undefined, run: withDocument((document) => document.redo()) },
  {
    id: 'delete', title: 'Delete', menu: 'Edit', keys: ['Delete', 'Backspace'],
    when: (workspace) => selection(workspace) || workspace.view.document?.view.wire !== undefined, run: withDocument(removeSelected),
  },
  { id: 'duplicate', title: 'Duplicate', menu: 'Edit', keys: ['$mod+d'], when: selection, run: withDocument(duplicateSelected) },
  { id: 'select-all', title: 'Select all', menu: 'Edit', keys: ['$mod+a'], when: open, run: withDocument((document) => document.select(document.nodes.keys())) },
  { id: 'select-none', title: 'Select nothing', menu: 'Edit', keys: ['Escape'], when: selection, run: withDocument((document) => document.select([])) },
  { id: 'search', title: 'Search', menu: 'View', keys: ['$mod+k', '$mod+p'], when: open, run: (workspace) => { workspace.view.search = true } },
  { id: 'fit', title: 'Show everything', menu: 'View', keys: ['f'], when: open, run: (workspace) => workspace.fit() },
  { id: 'zoom-in', title: 'Zoom in', menu: 'View', keys: ['$mod+=', '$mod++'], when: open, run: (workspace) => workspace.zoom(1.25) },
  { id: 'zoom-out', title: 'Zoom out', menu: 'View', keys: ['$mod+-'], when: open, run: (workspace) => workspace.zoom(0.8) },
  { id: 'theme', title: 'Light or dark', menu: 'View', when: always, run: toggleTheme },
  { id: 'tidy', title: 'Tidy up', menu: 'Graph', keys: ['Shift+f'], when: open, run: withDocument((document, workspace) => void tidy(workspace, document)) },
  {
    id: 'problem', title: 'Go to the first problem', menu: 'Graph', keys: ['F8'], when: (workspace) => (workspace.view.document?.view.problems.length ?? 0) > 0,
    run: withDocument((document, workspace) => { const first = document.view.problems[0]; if (first) goTo(workspace, document, first) }),
  },
]

/** Runs a command, if it can be done now. */
export function runCommand(workspace: Workspace, id: string): void {
  const command = COMMANDS.find((candidate) => candidate.id === id)
  if (command?.when(workspace) === true) command.run(workspace)
}

/** The title, with what it would undo or redo. */
export function titleOf(command: Command, workspace: Workspace): string {
  const view = workspace.view.document?.view
  const what = command.id === 'undo' ? view?.undo : command.id === 'redo' ? view?.redo : undefined
  return what === undefined ? command.title : `${command.title} ${what.charAt(0).toLowerCase()}${what.slice(1)}`
}

/** The keys as this platform writes them. */
export const keyText = (keys: string): string => keys.replace('$mod', /mac/i.test(navigator.platform) ? '⌘' : 'Ctrl').replaceAll('+', ' ').replace(/ ([a-z])$/, (_, key: string) => ` ${key.toUpperCase()}`).replace(/^[a-z]$/, (key) => key.toUpperCase())

/** The native menu. */
export function menusOf(workspace: Workspace): HostMenu[] {
  return (['File', 'Edit', 'View', 'Graph'] as const).map((label) => ({
    label,
    items: COMMANDS.filter((command) => command.menu === label).map((command) => ({
      id: command.id, label: titleOf(command, workspace), enabled: command.when(workspace), ...(command.keys?.[0] === undefined ? {} : { keys: command.keys[0] }),
    })),
  }))
}
