/** Weights from files: a .npy for one tensor, a .safetensors for those whose names it has. */
import type { Edit, TensorEntry } from '../../engine/document/types'
import { numel, sameButOnes, type Tensor } from '../../engine/tensor/dtype'
import { readNpy } from '../../engine/tensor/npy'
import { safetensorsInfo, writeSafetensors, type SafetensorsInfo } from '../../engine/tensor/safetensors'
import { step, t } from '../i18n'
import { notify } from '../ui/notices'
import { shapeText } from '../values/format'
import { jsonAt } from '../values/text'
import type { EditorDocument } from './document'
import { messageOf, type Workspace } from './workspace'

export const isWeightsName = (name: string): boolean => /\.(safetensors|npy)$/i.test(name)

/** A parameter or buffer by its name in the state_dict. */
export interface Wanted {
  readonly key: string
  readonly shape: readonly number[]
}

/** All parameters and buffers of a node, or of the whole graph. */
function wantedOf(document: EditorDocument, node?: string): readonly Wanted[] {
  const nodes = node === undefined ? [...document.nodes.values()] : [document.nodes.get(node)].filter((model) => model !== undefined)
  return nodes.flatMap((model) => (model.analysis.tensors ?? []).map(({ name, shape }) => ({ key: `${model.id}.${name}`, shape })))
}

/** What a file has for what is wanted. */
export interface Match {
  /** Keys of the file by the names wanted. */
  readonly found: ReadonlyMap<string, string>
  /** Named in the file, but of another shape. */
  readonly misfits: readonly { readonly key: string; readonly shape: readonly number[]; readonly wanted: readonly number[] }[]
}

const same = (a: readonly number[], b: readonly number[]): boolean => a.join() === b.join()

/**
 * Names are looked up as they are, or behind the prefix that most of them share in the file (`module.`, `model.`), as
 * wrappers write them.
 */
function matchNames(info: SafetensorsInfo, wanted: readonly Wanted[]): Match {
  const keys = Object.keys(info)
  const votes = new Map<string, number>()
  for (const { key } of wanted) {
    for (const name of keys) {
      if (name !== key && !name.endsWith(`.${key}`)) continue
      const prefix = name.slice(0, name.length - key.length)
      votes.set(prefix, (votes.get(prefix) ?? 0) + 1)
    }
  }
  const [prefix = ''] = [...votes].sort((a, b) => b[1] - a[1] || a[0].length - b[0].length)[0] ?? []
  const found = new Map<string, string>()
  const misfits: Match['misfits'][number][] = []
  for (const { key, shape } of wanted) {
    const there = info[`${prefix}${key}`]
    if (!there) continue
    if (same(there.shape, shape)) found.set(key, `${prefix}${key}`)
    else misfits.push({ key, shape: there.shape, wanted: shape })
  }
  return { found, misfits }
}

const bytesOf = async (file: File): Promise<Uint8Array> => new Uint8Array(await file.arrayBuffer())
const misfitText = (name: string, { key, shape, wanted }: Match['misfits'][number]): string =>
  t('{key} is {shape}, but {name} has {found}.', { key, name, shape: shapeText(wanted), found: shapeText(shape) })
const fromFile = (path: string, found: Match['found']): Edit[] => [...found].map(([key, name]) => ({ kind: 'setTensor', key, value: { file: path, key: name } }))

/** Gives the graph the weights that a .safetensors file has by name, as one step, and says what does not fit. */
export async function loadAllWeights(workspace: Workspace, document: EditorDocument, file: File): Promise<void> {
  try {
    const bytes = await bytesOf(file)
    const wanted = wantedOf(document)
    const { found, misfits } = matchNames(safetensorsInfo(bytes), wanted)
    const [first] = misfits
    if (found.size === 0) return notify(first ? misfitText(file.name, first) : t('{name} has no weights by the names of this graph, such as {key}.', { name: file.name, key: wanted[0]?.key ?? '' }), 'error')
    const path = await workspace.host.addAsset(document.id, file.name, bytes)
    document.commit(step('Load weights from {name}', { name: file.name }), fromFile(path, found))
    notify(t('{n} of {all} weights are from {name} now.', { n: found.size, all: wanted.length, name: file.name }) + (first ? ` ${misfitText(file.name, first)}` : ''), first ? 'error' : 'info')
  } catch (error) {
    notify(messageOf(error), 'error')
  }
}

/** A tensor of a file that may be meant, where its name does not say. */
export interface Choice {
  readonly file: File
  readonly bytes: Uint8Array
  readonly key: string
  readonly names: readonly string[]
}

/**
 * Loads one weight of a node from a file, and with a .safetensors all that the file has for the node. Resolves to a choice
 * where several tensors of the file have the shape and none has the name.
 */
export async function loadWeights(workspace: Workspace, document: EditorDocument, node: string, wanted: Wanted, file: File, inline: number): Promise<Choice | undefined> {
  try {
    const bytes = await bytesOf(file)
    if (/\.npy$/i.test(file.name)) {
      await loadNpy(workspace, document, wanted, file.name, readNpy(bytes), inline)
      return undefined
    }
    const info = safetensorsInfo(bytes)
    const { found, misfits } = matchNames(info, wantedOf(document, node))
    if (found.size > 0) {
      const path = await workspace.host.addAsset(document.id, file.name, bytes)
      document.commit(step('Load weights of {id} from {name}', { id: node, name: file.name }), fromFile(path, found))
      if (misfits[0]) notify(misfitText(file.name, misfits[0]), 'error')
      return undefined
    }
    if (misfits[0]) return void notify(misfitText(file.name, misfits[0]), 'error')
    const names = Object.keys(info).filter((name) => same(info[name]!.shape, wanted.shape))
    if (names.length > 1) return { file, bytes, key: wanted.key, names }
    if (names[0] === undefined) notify(t('{name} has no tensor {key}, nor any of its shape, {shape}.', { name: file.name, key: wanted.key, shape: shapeText(wanted.shape) }), 'error')
    else await takeChoice(workspace, document, { file, bytes, key: wanted.key, names }, names[0])
  } catch (error) {
    notify(`${file.name}: ${messageOf(error)}`, 'error')
  }
  return undefined
}

/** Gives the weight the tensor that was chosen. */
export async function takeChoice(workspace: Workspace, document: EditorDocument, { file, bytes, key }: Choice, name: string): Promise<void> {
  const path = await workspace.host.addAsset(document.id, file.name, bytes)
  document.commit(step('Load {key} from {name}', { key, name: file.name }), [{ kind: 'setTensor', key, value: { file: path, key: name } }])
}

async function loadNpy(workspace: Workspace, document: EditorDocument, { key, shape }: Wanted, name: string, tensor: Tensor, inline: number): Promise<void> {
  if (numel(tensor.shape) !== numel(shape) || !sameButOnes(tensor.shape, shape)) return notify(misfitText(name, { key, shape: tensor.shape, wanted: shape }), 'error')
  // Few numbers stand in the graph itself, to be typed over; many go into a file of the one kind that a graph reads them from.
  let value: TensorEntry
  if (tensor.data.length <= inline) value = { shape, data: Array.from({ length: tensor.data.length }, (_, i) => jsonAt(tensor, i)) }
  else value = { file: await workspace.host.addAsset(document.id, `${name.replace(/\.npy$/i, '')}.safetensors`, writeSafetensors([[key, { ...tensor, shape }]])), key }
  document.commit(step('Load {key} from {name}', { key, name }), [{ kind: 'setTensor', key, value }])
}

/** Asks for a file as a browser does. */
export function askForFile(accept: string, then: (file: File) => void): void {
  const input = window.document.createElement('input')
  input.type = 'file'
  input.accept = accept
  input.addEventListener('change', () => { if (input.files?.[0]) then(input.files[0]) })
  input.click()
}
