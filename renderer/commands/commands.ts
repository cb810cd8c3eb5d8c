/** Everything the window can do, once: menus, keys, buttons and the search read this table. */
import type { HostMenu } from '../host/host'
import type { Workspace } from '../editor/workspace'
import { mark, pattern, said, t } from '../i18n'
import { ARRANGE_COMMANDS } from './arrange'
import { CLIPBOARD_COMMANDS } from './clipboard'
import { MENUS, type Command } from './define'
import { EDIT_COMMANDS } from './edit'
import { FILE_COMMANDS } from './file'
import { GO_COMMANDS } from './go'
import { GRAPH_COMMANDS } from './graph'
import { keysOf } from './shortcuts'
import { VIEW_COMMANDS } from './view'

export type { Command } from './define'
export { keysOf, keyText } from './shortcuts'

export const COMMANDS: readonly Command[] = [...FILE_COMMANDS, ...EDIT_COMMANDS, ...CLIPBOARD_COMMANDS, ...VIEW_COMMANDS, ...GO_COMMANDS, ...ARRANGE_COMMANDS, ...GRAPH_COMMANDS]

/** Runs a command, if it can be done now. */
export function runCommand(workspace: Workspace, id: string): void {
  const command = COMMANDS.find((candidate) => candidate.id === id)
  if (command?.when(workspace) === true) command.run(workspace)
}

/** The title, with what it would undo or redo. */
export function titleOf(command: Command, workspace: Workspace): string {
  const view = workspace.view.document?.view
  const what = command.id === 'undo' ? view?.undo : command.id === 'redo' ? view?.redo : undefined
  if (what === undefined) return t(command.title)
  const name = said(what)
  return t(command.id === 'undo' ? 'Undo {what}' : 'Redo {what}', { what: `${name.charAt(0).toLowerCase()}${name.slice(1)}` })
}

/** What Electron's menus and dialogs say (electron/menu.ts, electron/dialogs.ts). */
const NATIVE = [
  mark('Window'), mark('Minimize'), mark('Full screen'), mark('Developer tools'), mark('Close window'), mark('Quit'),
  mark('Tensorloom graph'), mark('ONNX model'), mark('All files'), mark('Cancel'), mark('Overwrite'), mark('Could not be opened'),
  // Why a file that was named at the start was not opened (engine/host/documents.ts).
  mark('{0} {1}.'), mark('is not there any more'), mark('may not be read or written by this user'), mark('could not be read or written'), mark('{0} is no graph: graphs end in {1}.'),
  mark('{name} is there already, or was changed by another program.'), mark('Overwriting it loses what is there.'),
]
/** Those in the window's language, with their holes. */
export const nativeWords = (): Record<string, string> => Object.fromEntries(NATIVE.map((text) => [text, pattern(text)]))

/** The native menu. */
export function menusOf(workspace: Workspace): HostMenu[] {
  return MENUS.map((menu) => ({
    label: t(menu),
    items: COMMANDS.filter((command) => command.menu === menu).map((command) => ({
      id: command.id, label: titleOf(command, workspace), enabled: command.when(workspace), ...(keysOf(command)[0] === undefined ? {} : { keys: keysOf(command)[0]! }),
    })),
  }))
}
