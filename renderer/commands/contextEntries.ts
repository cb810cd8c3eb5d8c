/** Commands as entries of a context menu. */
import { layerOf } from '../../engine/layers'
import type { Workspace } from '../editor/workspace'
import { inspectorTab } from '../help/state'
import { t } from '../i18n'
import { grouped, type ContextEntry } from '../ui/contextMenu'
import { settings } from '../ui/settings'
import { COMMANDS, keysOf, keyText, titleOf, type Command } from './commands'

function entryOf(command: Command, workspace: Workspace): ContextEntry {
  const [keys] = keysOf(command)
  return { id: command.id, title: titleOf(command, workspace), ...(keys === undefined ? {} : { note: keyText(keys) }), run: () => command.run(workspace) }
}

/** Those of these commands that can be done now, in this order. */
export const entriesOf = (workspace: Workspace, ids: readonly string[]): readonly ContextEntry[] =>
  ids.flatMap((id) => COMMANDS.find((command) => command.id === id) ?? []).filter((command) => command.when(workspace)).map((command) => entryOf(command, workspace))

/** What several nodes are placed by, as a menu of its own. */
function aligning(workspace: Workspace): readonly ContextEntry[] {
  const entries = COMMANDS.filter(({ id, when }) => /^(align|distribute)-/.test(id) && when(workspace)).map((command) => entryOf(command, workspace))
  return entries.length > 0 ? [{ id: 'align', title: t('Align'), entries }] : []
}

/** What can be done with the selected nodes, wherever they are listed. */
export function nodeEntries(workspace: Workspace): readonly ContextEntry[] {
  const { document } = workspace.view
  const [id] = document?.view.selected ?? []
  const one = document !== undefined && id !== undefined && document.view.selected.length === 1
  return grouped(
    [...(one ? [{ id: 'values', title: t('Look at the values'), run: () => { settings.value.inspector = true; inspectorTab.value = 'values' } }] : []), ...entriesOf(workspace, ['replace', 'wire', 'bypass', 'rename', 'frame'])],
    entriesOf(workspace, ['cut', 'copy', 'duplicate', 'delete', 'heal']),
    [...entriesOf(workspace, ['select-upstream', 'select-downstream', 'fit-selection', 'tidy-selection']), ...aligning(workspace)],
    one && layerOf(document.graph.node(id)?.type ?? '') ? entriesOf(workspace, ['help']) : [],
  )
}
