/** The commands of the menu File. */
import { pictureOpen } from '../drawing/state'
import { askForFile, loadAllWeights } from '../editor/weights'
import { mark } from '../i18n'
import { always, open, withDocument, type Command } from './define'

export const FILE_COMMANDS: readonly Command[] = [
  { id: 'new', title: 'New graph', menu: 'File', inFields: true, keys: ['$mod+n'], when: always, run: (workspace) => void workspace.newGraph() },
  { id: 'open', title: 'Open…', menu: 'File', inFields: true, keys: ['$mod+o'], when: always, run: (workspace) => void workspace.open() },
  { id: 'save', title: 'Save', menu: 'File', inFields: true, keys: ['$mod+s'], when: open, run: (workspace) => void workspace.save() },
  { id: 'save-as', title: 'Save as…', menu: 'File', inFields: true, keys: ['$mod+Shift+s'], when: open, run: (workspace) => void workspace.save(true) },
  { id: 'load-weights', title: 'Load weights…', words: [mark('Import')], menu: 'File', when: open, run: withDocument((document, workspace) => askForFile('.safetensors', (file) => void loadAllWeights(workspace, document, file))) },
  { id: 'export-onnx', title: 'Export ONNX…', menu: 'File', inFields: true, keys: ['$mod+e'], when: open, run: (workspace) => void workspace.exportModel('onnx') },
  { id: 'export-safetensors', title: 'Export weights…', menu: 'File', when: open, run: (workspace) => void workspace.exportModel('safetensors') },
  { id: 'export-picture', title: 'Export picture…', menu: 'File', inFields: true, keys: ['$mod+Shift+e'], when: open, run: () => { pictureOpen.value = true } },
  { id: 'start-page', title: 'Start page', menu: 'File', when: open, run: (workspace) => workspace.activate() },
  { id: 'close', title: 'Close graph', menu: 'File', inFields: true, keys: ['Alt+w'], when: open, run: (workspace) => void workspace.close() },
  { id: 'next-tab', title: 'Next graph', menu: 'File', inFields: true, keys: ['Alt+PageDown'], when: (workspace) => workspace.view.documents.length > 0, run: (workspace) => workspace.cycle(1) },
  { id: 'previous-tab', title: 'Previous graph', menu: 'File', inFields: true, keys: ['Alt+PageUp'], when: (workspace) => workspace.view.documents.length > 0, run: (workspace) => workspace.cycle(-1) },
]
