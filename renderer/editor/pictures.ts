/** Pictures and arrays as values of Inputs: dropped, pasted, chosen, stepped through. */
import { shallowReactive } from 'vue'
import type { Edit, Json } from '../../engine/document/types'
import { layerOf } from '../../engine/layers'
import type { TensorType } from '../../engine/tensor/dtype'
import type { Fit } from '../../engine/tensor/resize'
import { step } from '../i18n'
import { notify } from '../ui/notices'
import type { EditorDocument } from './document'
import { addLayer } from './edits'
import { messageOf, type Workspace } from './workspace'

/** A file in hand, or one beside the graph by its path there. */
export type Picture = File | string

export const isPictureName = (name: string): boolean => /\.(png|jpe?g|npy)$/i.test(name)
export const nameOf = (picture: Picture): string => (typeof picture === 'string' ? picture.split('/').at(-1) ?? picture : picture.name)

/** A folder that was chosen for an Input, by name; its files are read as one comes to them. */
export interface PictureFolder {
  readonly name: string
  readonly files: readonly File[]
  /** Which file a path of the graph shows. */
  readonly shown: Map<string, number>
}
const folders = new WeakMap<EditorDocument, Map<string, PictureFolder>>()

/** By node; reactive. */
export function foldersOf(document: EditorDocument): Map<string, PictureFolder> {
  const known = folders.get(document) ?? shallowReactive(new Map<string, PictureFolder>())
  folders.set(document, known)
  return known
}

/** A node has another name now. */
export function renameFolder(document: EditorDocument, from: string, to: string): void {
  const all = foldersOf(document)
  const folder = all.get(from)
  if (!folder) return
  all.delete(from)
  all.set(to, folder)
}

const byName = new Intl.Collator('en', { numeric: true })
/** The pictures and arrays of a folder as an `<input webkitdirectory>` gives it; those of folders in it are left out. */
export function folderFrom(files: Iterable<File>): PictureFolder {
  const all = [...files]
  const flat = all.filter((file) => file.webkitRelativePath.split('/').length <= 2)
  return { name: all[0]?.webkitRelativePath.split('/')[0] ?? '', files: picturesIn(flat), shown: new Map() }
}

/** The one selected node that holds a value. */
export function valueNode(document: EditorDocument): string | undefined {
  const [id, ...more] = document.view.selected
  return id !== undefined && more.length === 0 && holdsValue(document, id) ? id : undefined
}
export function holdsValue(document: EditorDocument, id: string): boolean {
  return Object.values(document.nodes.get(id)?.analysis.layer?.params ?? {}).some((spec) => spec.control.kind === 'value')
}

/** The sizes that a node asks of a picture; undefined where no picture fits it. */
export function sizeAsked(document: EditorDocument, id: string): { readonly width: number; readonly height: number } | undefined {
  const params = document.nodes.get(id)?.analysis.params
  const shape = params?.['shape']
  if (!Array.isArray(shape) || shape.length < 3 || (params?.['dtype'] ?? 'float32') !== 'float32') return undefined
  const sizes = shape.map(Number)
  const [channels, height, width] = sizes.slice(-3) as [number, number, number]
  return (channels === 1 || channels === 3) && width > 0 && height > 0 && sizes.slice(0, -3).every((size) => size === 1) ? { width, height } : undefined
}

interface Found {
  readonly path: string
  readonly type: TensorType
}

/** Puts a picture beside the graph, made to fit where a node asks for another size. */
async function prepare(workspace: Workspace, document: EditorDocument, picture: Picture, asked: { readonly width: number; readonly height: number } | undefined, fit: Fit, folder?: string): Promise<Found> {
  const bytes = typeof picture === 'string' ? undefined : new Uint8Array(await picture.arrayBuffer())
  const ask = (path: string): ReturnType<typeof document.engine.fit> => document.engine.fit({ path, ...(bytes ? { bytes } : {}), ...(asked ? { to: { ...asked, fit } } : {}) })
  const keep = (name: string, data: Uint8Array, within?: string): Promise<string> => workspace.host.addAsset(document.id, name, data, ...(within === undefined ? [] : [within]))
  // From a chosen folder only what is shown is kept; what came alone is kept as it came, to be made to fit in another way.
  let path = nameOf(picture)
  let reply = await ask(typeof picture === 'string' ? picture : path)
  if (bytes && folder === undefined && reply.kind !== 'error') {
    // Only what can be read is put beside the graph.
    const kept = await keep(path, bytes)
    // What is made from it says its name.
    if (kept !== path && reply.data) reply = await ask(kept)
    path = kept
  }
  if (reply.kind === 'error') throw new Error(reply.message)
  if (reply.data && asked) {
    const name = nameOf(reply.path).replace(/\.[^.]*$/, '.png')
    const size = `${asked.width}x${asked.height}`
    return { path: await keep(name, reply.data, folder === undefined ? size : `${folder}-${size}`), type: reply.type }
  }
  return { path: bytes && folder !== undefined ? await keep(nameOf(picture), bytes, folder) : typeof picture === 'string' ? reply.path : path, type: reply.type }
}

const isArray = ({ path }: Found): boolean => path.toLowerCase().endsWith('.npy')
const ones = (n: number): number[] => new Array<number>(Math.max(0, n)).fill(1)

/** The shape that takes a file's values as they are: with as many leading 1s as before, a picture with a batch and the channels asked for. */
function shapeFor(found: Found, before: readonly number[]): readonly number[] {
  const { shape } = found.type
  const channels = before.at(-3)
  const own = isArray(found) || (channels !== 1 && channels !== 3) ? shape : [channels, ...shape.slice(1)]
  return [...ones((isArray(found) ? before.length : Math.max(4, before.length)) - own.length), ...own]
}

/** A file's values as a node's: a picture that was made to fit, or (`whole`) with the shape and dtype that they have. */
function valueEdits(document: EditorDocument, id: string, found: Found, whole: boolean): Edit[] {
  const value: Json = { kind: 'file', path: found.path }
  const edits: Edit[] = [{ kind: 'setParam', node: id, param: 'value', value }]
  if (!whole) return edits
  const params = document.nodes.get(id)?.analysis.params
  const before = Array.isArray(params?.['shape']) ? params['shape'].map(Number) : []
  const shape = shapeFor(found, before)
  if (shape.join() !== before.join()) edits.push({ kind: 'setParam', node: id, param: 'shape', value: shape })
  if ((params?.['dtype'] ?? 'float32') !== found.type.dtype) edits.push({ kind: 'setParam', node: id, param: 'dtype', value: found.type.dtype })
  return edits
}

/** What each node is to show, asked last: a large picture asked for before may come later. */
const latest = new WeakMap<EditorDocument, Map<string, Picture>>()

function refuse(picture: Picture, error: unknown): void {
  const why = messageOf(error)
  notify(why.startsWith(nameOf(picture)) ? why : `${nameOf(picture)}: ${why}`, 'error')
}

/** Makes a picture or array the value of a node, as one step. `fit` null: as it is, the shape follows. */
export async function showPicture(workspace: Workspace, document: EditorDocument, id: string, picture: Picture, fit: Fit | null = 'crop', folder?: PictureFolder): Promise<void> {
  const wanted = latest.get(document) ?? new Map<string, Picture>()
  latest.set(document, wanted.set(id, picture))
  try {
    const asked = fit === null ? undefined : sizeAsked(document, id)
    const found = await prepare(workspace, document, picture, asked, fit ?? 'crop', folder?.name)
    if (!document.graph.has(id) || wanted.get(id) !== picture) return
    if (folder && typeof picture !== 'string') folder.shown.set(found.path, folder.files.indexOf(picture))
    document.commit(step('Show {what}', { what: nameOf(picture) }), valueEdits(document, id, found, isArray(found) || asked === undefined))
  } catch (error) {
    refuse(picture, error)
  }
}

/** Files dropped or pasted on a node: several are stepped through as a folder is. */
export async function showFiles(workspace: Workspace, document: EditorDocument, id: string, files: readonly File[]): Promise<void> {
  const [first, ...more] = files
  if (!first) return
  if (more.length === 0) return showPicture(workspace, document, id, first)
  const folder: PictureFolder = { name: 'pictures', files, shown: new Map() }
  foldersOf(document).set(id, folder)
  await showPicture(workspace, document, id, first, 'crop', folder)
}
/** The pictures and arrays among files, by name. */
export const picturesIn = (files: Iterable<File>): readonly File[] => [...files].filter((file) => isPictureName(file.name)).sort((a, b) => byName.compare(a.name, b.name))

/** Adds an Input that holds a picture or array, in its own size, at a place of the canvas; several are stepped through as a folder is. */
export async function addPictures(workspace: Workspace, document: EditorDocument, files: readonly File[], [x, y]: readonly [number, number]): Promise<void> {
  const layer = layerOf('Input')
  const [picture, ...more] = files
  if (!layer || !picture) return
  try {
    const found = await prepare(workspace, document, picture, undefined, 'crop')
    const { id, edits } = addLayer(document.graph, layer, [Math.round(x), Math.round(y)])
    const { path, type: { dtype } } = found
    const params: Record<string, Json> = { shape: shapeFor(found, []), ...(dtype === 'float32' ? {} : { dtype }), value: { kind: 'file', path } }
    if (!document.commit(step('Show {what}', { what: picture.name }), [...edits, { kind: 'setParams', node: id, params }])) return
    if (more.length > 0) foldersOf(document).set(id, { name: 'pictures', files, shown: new Map([[path, 0]]) })
    document.select([id])
  } catch (error) {
    refuse(picture, error)
  }
}
