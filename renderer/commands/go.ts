/** The commands of the menu Go: from node to node, and from one part of the window to the next. */
import type { Way } from '../editor/ways'
import { goToPart } from '../ui/parts'
import { always, open, selection, type Command } from './define'

const going = (way: Way, title: string, key: string): Command =>
  ({ id: `go-${way}`, title, menu: 'Go', keys: [`Alt+${key}`], when: open, run: (workspace) => workspace.walk(way, false) })
const taking = (way: Way, title: string, key: string): Command =>
  ({ id: `take-${way}`, title, menu: 'Go', keys: [`Alt+Shift+${key}`], when: selection, run: (workspace) => workspace.walk(way, true) })

export const GO_COMMANDS: readonly Command[] = [
  going('behind', 'Go to the node behind', 'ArrowRight'),
  going('front', 'Go to the node in front', 'ArrowLeft'),
  going('above', 'Go to the node above', 'ArrowUp'),
  going('below', 'Go to the node below', 'ArrowDown'),
  taking('behind', 'Select the node behind too', 'ArrowRight'),
  taking('front', 'Select the node in front too', 'ArrowLeft'),
  taking('above', 'Select the node above too', 'ArrowUp'),
  taking('below', 'Select the node below too', 'ArrowDown'),
  { id: 'next-part', title: 'Next part of the window', menu: 'Go', inFields: true, keys: ['F6'], when: always, run: () => goToPart(1) },
  { id: 'previous-part', title: 'Previous part of the window', menu: 'Go', inFields: true, keys: ['Shift+F6'], when: always, run: () => goToPart(-1) },
]
