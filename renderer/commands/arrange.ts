/** Commands that place nodes. */
import { tidySelected } from '../editor/actions'
import { align, distribute, nudge, selectReached } from '../editor/selection'
import type { Alignment } from '../editor/arrange'
import type { Workspace } from '../editor/workspace'
import { selection, something, withDocument, type Command } from './define'

const several = (least: number) => (workspace: Workspace): boolean => (workspace.view.document?.view.selected.length ?? 0) >= least
const aligning = (to: Alignment, title: string, keys: string): Command =>
  ({ id: `align-${to}`, title, menu: 'Arrange', keys: [keys], when: several(2), run: withDocument((document) => align(document, to)) })
const nudging = (id: string, title: string, key: string, dx: number, dy: number): Command =>
  ({ id, title, menu: 'Arrange', keys: [key], when: something, run: withDocument((document) => nudge(document, dx, dy)) })

export const ARRANGE_COMMANDS: readonly Command[] = [
  { id: 'select-upstream', title: 'Select everything in front', menu: 'Arrange', keys: ['['], context: true, when: selection, run: withDocument((document) => selectReached(document, 'upstream')) },
  { id: 'select-downstream', title: 'Select everything behind', menu: 'Arrange', keys: [']'], context: true, when: selection, run: withDocument((document) => selectReached(document, 'downstream')) },
  { id: 'tidy-selection', title: 'Tidy up the selection', menu: 'Arrange', keys: ['Alt+Shift+f'], context: true, when: several(2), run: withDocument((document) => void tidySelected(document)) },
  aligning('left', 'Align left edges', 'Alt+a'),
  aligning('centre', 'Align centres', 'Alt+h'),
  aligning('right', 'Align right edges', 'Alt+d'),
  aligning('top', 'Align top edges', 'Alt+t'),
  aligning('middle', 'Align middles', 'Alt+v'),
  aligning('bottom', 'Align bottom edges', 'Alt+s'),
  { id: 'distribute-x', title: 'Distribute horizontally', menu: 'Arrange', keys: ['Alt+Shift+h'], when: several(3), run: withDocument((document) => distribute(document, 'x')) },
  { id: 'distribute-y', title: 'Distribute vertically', menu: 'Arrange', keys: ['Alt+Shift+v'], when: several(3), run: withDocument((document) => distribute(document, 'y')) },
  nudging('nudge-left', 'Nudge left', 'ArrowLeft', -1, 0),
  nudging('nudge-right', 'Nudge right', 'ArrowRight', 1, 0),
  nudging('nudge-up', 'Nudge up', 'ArrowUp', 0, -1),
  nudging('nudge-down', 'Nudge down', 'ArrowDown', 0, 1),
  nudging('step-left', 'Nudge left by a dot', 'Shift+ArrowLeft', -22, 0),
  nudging('step-right', 'Nudge right by a dot', 'Shift+ArrowRight', 22, 0),
  nudging('step-up', 'Nudge up by a dot', 'Shift+ArrowUp', 0, -22),
  nudging('step-down', 'Nudge down by a dot', 'Shift+ArrowDown', 0, 22),
]
