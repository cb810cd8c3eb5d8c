/** Copy, cut and paste through the system's clipboard, as text. */
import { copyText, faultIn, graphIn, pasteEdits } from '../editor/clipboard'
import { removeAll } from '../editor/edits'
import { removedAll } from '../editor/frames'
import { boxesOf, chosen, named } from '../editor/selection'
import type { EditorDocument } from '../editor/document'
import { addPictures, picturesIn, showFiles, valueNode } from '../editor/pictures'
import type { Workspace } from '../editor/workspace'
import { said, step, t } from '../i18n'
import { notify } from '../ui/notices'
import { something, open, type Command } from './define'

/** What is typed or selected in a field is the field's business. */
const elsewhere = (event: ClipboardEvent): boolean =>
  event.target instanceof Element && event.target.closest('input, textarea, [contenteditable], [role="dialog"]') !== null

function paste(workspace: Workspace, document: EditorDocument, text: string): void {
  const graph = graphIn(text)
  if (!graph) {
    const fault = faultIn(text)
    return notify(fault === undefined ? t('There is no graph in what was copied.') : t('What was copied looks like a graph, but cannot be read. {why}', { why: said(fault) }), fault === undefined ? 'info' : 'error')
  }
  const [x, y] = workspace.pointer()
  const { ids, marks, edits } = pasteEdits(document.graph, graph, [x, y], boxesOf(document, [...document.nodes.keys()]))
  if (!document.commit(step('Paste {what}', { what: named(ids, marks) }), edits)) return
  document.select(ids, undefined, marks)
  workspace.keepInView(ids)
}

/** A copied picture or array becomes the selected Input's, or a new one's. */
async function pastePictures(workspace: Workspace, document: EditorDocument, files: readonly File[]): Promise<void> {
  const id = valueNode(document)
  if (id !== undefined) await showFiles(workspace, document, id, files)
  else await addPictures(workspace, document, files, workspace.pointer())
}

/** Listens for the browser's clipboard events; the result stops it. */
export function bindClipboard(workspace: Workspace): () => void {
  const abort = new AbortController()
  const { signal } = abort
  const copy = (event: ClipboardEvent, cut: boolean): void => {
    const { document } = workspace.view
    if (!document || elsewhere(event) || (getSelection()?.toString() ?? '') !== '') return
    const { nodes, marks } = chosen(document)
    if (nodes.length === 0 && marks.length === 0) return
    event.clipboardData?.setData('text/plain', copyText(document.graph, nodes, marks))
    event.preventDefault()
    if (!cut) return
    document.commit(step('Cut {what}', { what: named(nodes, marks) }), [...removeAll(nodes, []), ...removedAll(document.graph.graph, marks)])
    document.select([])
  }
  window.addEventListener('copy', (event) => copy(event, false), { signal })
  window.addEventListener('cut', (event) => copy(event, true), { signal })
  window.addEventListener('paste', (event) => {
    const { document } = workspace.view
    const files = picturesIn(event.clipboardData?.files ?? [])
    // No field but a dialog's takes files.
    if (document && files.length > 0 && !(event.target instanceof Element && event.target.closest('[role="dialog"]'))) {
      event.preventDefault()
      return void pastePictures(workspace, document, files)
    }
    const text = event.clipboardData?.getData('text/plain') ?? ''
    if (!document || elsewhere(event) || text === '') return
    event.preventDefault()
    paste(workspace, document, text)
  }, { signal })
  return () => abort.abort()
}

/** By menu there is no clipboard event to read from: the browser may ask, or say no. */
async function pasteByMenu(workspace: Workspace): Promise<void> {
  const { document } = workspace.view
  if (!document) return
  try {
    for (const item of await navigator.clipboard.read()) {
      if (item.types.includes('image/png')) return await pastePictures(workspace, document, [new File([await item.getType('image/png')], 'image.png')])
    }
    paste(workspace, document, await navigator.clipboard.readText())
  } catch {
    notify(t('The clipboard may not be read from here: press Ctrl V.'))
  }
}

export const CLIPBOARD_COMMANDS: readonly Command[] = [
  { id: 'cut', title: 'Cut', menu: 'Edit', keys: ['$mod+x'], native: true, context: true, when: something, run: () => void document.execCommand('cut') },
  { id: 'copy', title: 'Copy', menu: 'Edit', keys: ['$mod+c'], native: true, context: true, when: something, run: () => void document.execCommand('copy') },
  { id: 'paste', title: 'Paste', menu: 'Edit', keys: ['$mod+v'], native: true, when: open, run: (workspace) => void pasteByMenu(workspace) },
]
