/** Files dropped on the window: graphs are opened, pictures and arrays become values, weights go where their names say. */
import { t } from '../i18n'
import { notify } from '../ui/notices'
import type { EditorDocument } from './document'
import { addPictures, picturesIn, showFiles } from './pictures'
import { loadAllWeights } from './weights'
import type { Workspace } from './workspace'

/** Where they were let go: on a node that holds a value, or at a place of the canvas. */
interface DropPlace {
  readonly node?: string | undefined
  readonly at?: readonly [number, number]
}

export async function dropFiles(workspace: Workspace, document: EditorDocument | undefined, files: readonly File[], { node, at }: DropPlace = {}): Promise<void> {
  const [file] = files
  if (!file || await workspace.openDropped(files)) return
  const { name } = file
  if (!document) return notify(t('{name}: open a graph first; here only graphs (.graph.json) can be dropped.', { name }), 'error')
  if (/\.safetensors$/i.test(name)) return loadAllWeights(workspace, document, file)
  const pictures = picturesIn(files)
  if (pictures.length === 0) notify(t('{name}: only graphs (.graph.json), images (.png, .jpg), .npy and .safetensors files can be dropped here.', { name }), 'error')
  else if (node === undefined) await addPictures(workspace, document, pictures, at ?? workspace.freeSpot())
  else await showFiles(workspace, document, node, pictures)
}
