/** The commands of the menu Graph. */
import { nextTick } from 'vue'
import { goTo, tidy } from '../editor/actions'
import type { Workspace } from '../editor/workspace'
import { inspectorTab } from '../help/state'
import { mark } from '../i18n'
import { settings } from '../ui/settings'
import { open, withDocument, type Command } from './define'

const one = (workspace: Workspace): boolean => workspace.view.document?.view.selected.length === 1

/** Shows the inspector and puts the cursor into the first parameter. */
async function focusParameters(): Promise<void> {
  settings.value.inspector = true
  inspectorTab.value = 'parameters'
  await nextTick()
  document.querySelector<HTMLElement>('.inspector [role="tabpanel"] :is(input, select, textarea)')?.focus()
}

export const GRAPH_COMMANDS: readonly Command[] = [
  { id: 'add-layer', title: 'Add a layer at the pointer…', menu: 'Graph', keys: ['Shift+a', 'Tab'], when: open, run: (workspace) => workspace.pickLayer() },
  {
    id: 'replace', title: 'Make it another layer…', words: [mark('Replace')], menu: 'Graph', keys: ['Shift+s'], context: true, when: one,
    run: withDocument((document, workspace) => workspace.pickLayer(document.view.selected[0])),
  },
  { id: 'run', title: 'Run now', menu: 'Graph', inFields: true, keys: ['$mod+Enter'], when: open, run: withDocument((document) => document.engine.runAgain()) },
  { id: 'live', title: 'Live: run with every edit', menu: 'Graph', keys: ['Shift+l'], when: open, run: withDocument((document) => document.engine.setLive(!document.view.live)) },
  {
    id: 'wire', title: 'Wire it to…', menu: 'Graph', keys: ['w'], context: true, when: one,
    run: (workspace) => { workspace.view.wiring = workspace.view.document?.view.selected[0] },
  },
  { id: 'parameters', title: 'Go to the parameters', menu: 'Graph', keys: ['Enter'], when: one, run: () => void focusParameters() },
  { id: 'tidy', title: 'Tidy up', words: [mark('Arrange'), mark('Layout')], menu: 'Graph', keys: ['Shift+f'], when: open, run: withDocument((document, workspace) => void tidy(workspace, document)) },
  {
    id: 'problem', title: 'Go to the first problem', menu: 'Graph', inFields: true, keys: ['F8'], when: (workspace) => (workspace.view.document?.view.problems.length ?? 0) > 0,
    run: withDocument((document, workspace) => { const first = document.view.problems[0]; if (first) goTo(workspace, document, first) }),
  },
]
