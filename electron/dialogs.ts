/** Native dialogs. */
import { dialog, type BrowserWindow, type FileFilter } from 'electron'
import type { ExportFormat } from '../engine/host/types'
import { sentence, word } from './words'

const FILTERS = {
  graph: { name: 'Tensorloom graph', extensions: ['json'] },
  onnx: { name: 'ONNX model', extensions: ['onnx'] },
  safetensors: { name: 'safetensors', extensions: ['safetensors'] },
}
const filter = ({ name, extensions }: FileFilter): FileFilter => ({ name: word(name), extensions })

export async function pickOpen(window: BrowserWindow): Promise<string | undefined> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, { properties: ['openFile'], filters: [FILTERS.graph, { name: 'All files', extensions: ['*'] }].map(filter) })
  return canceled ? undefined : filePaths[0]
}

export async function pickSave(window: BrowserWindow, suggested: string, kind: 'graph' | ExportFormat): Promise<string | undefined> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath: suggested, filters: [filter(FILTERS[kind])], properties: ['showOverwriteConfirmation', 'createDirectory'] })
  return canceled || filePath === '' ? undefined : filePath
}

export async function mayOverwrite(window: BrowserWindow, name: string): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: word('{name} is there already, or was changed by another program.', { name }),
    detail: word('Overwriting it loses what is there.'),
    buttons: [word('Cancel'), word('Overwrite')],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  })
  return response === 1
}

/** Says what could not be opened, without keeping the window from coming up. */
export async function tellUnopened(window: BrowserWindow | undefined, reasons: readonly string[]): Promise<void> {
  const box = { type: 'error', message: word('Could not be opened'), detail: reasons.map(sentence).join('\n'), noLink: true } as const
  await (window ? dialog.showMessageBox(window, box) : dialog.showMessageBox(box))
}
