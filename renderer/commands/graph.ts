/** The commands of the menu Graph. */
import { goTo, tidy } from '../editor/actions'
import { open, withDocument, type Command } from './define'

export const GRAPH_COMMANDS: readonly Command[] = [
  { id: 'tidy', title: 'Tidy up', menu: 'Graph', keys: ['Shift+f'], when: open, run: withDocument((document, workspace) => void tidy(workspace, document)) },
  {
    id: 'problem', title: 'Go to the first problem', menu: 'Graph', inFields: true, keys: ['F8'], when: (workspace) => (workspace.view.document?.view.problems.length ?? 0) > 0,
    run: withDocument((document, workspace) => { const first = document.view.problems[0]; if (first) goTo(workspace, document, first) }),
  },
]
