/** The graph's `tensors` held against the parameters and buffers they override. */
import type { GraphDocument } from '../document/document'
import type { Fix, Json, Problem, TensorEntry } from '../document/types'
import type { TensorSpec } from '../layers/define'
import { plural, say, told } from '../say'
import { sameSizes } from '../tensor/dtype'
import { missingFile } from './assets'
import type { OwnTensor } from './context'
import { dataFault } from './data'
import { countOf } from './memory'
import { nearest } from '../layers/nearest'
import { fixNow, listed, own, problem, shapeText } from './problem'
import { splitTensorKey } from './splitTensorKey'
import type { AssetInfo } from './types'

/** The entries of `tensors` that belong to a node, in file order. */
export function ownTensors(doc: GraphDocument, id: string): OwnTensor[] {
  return doc.tensorKeys(id).flatMap(key => {
    const entry = doc.tensor(key)
    return entry ? [{ key, name: key.slice(id.length + 1), entry }] : []
  })
}

/** One problem for each `tensors` key that belongs to no node. */
export function strayTensors(doc: GraphDocument): Problem[] {
  return Object.keys(doc.graph.tensors).filter(key => !splitTensorKey(key, id => doc.has(id))).map(key =>
    problem('bad-tensor', say`The tensor ${key} belongs to no node of this graph; remove it or name it NODE.TENSOR after one.`, { fix: removal(key) }))
}

const removal = (key: string): Fix => fixNow(say`Remove ${key}`, { kind: 'setTensor', key })

/** Checks a node's own entries. `specs` undefined: the shapes are not known, and only the files are looked at. */
export function tensorProblems(id: string, entries: readonly OwnTensor[], specs: readonly TensorSpec[] | undefined, asset: (path: string) => AssetInfo | undefined): { problems: Problem[]; files: string[] } {
  const problems: Problem[] = []
  const unfit: Misfit[] = []
  const files = new Set<string>()
  const faulty = new Set<string>()
  for (const tensor of entries) {
    const { key, name, entry } = tensor
    const spec = specs?.find(candidate => candidate.name === name)
    if (specs && !spec) problems.push(unknownName(id, tensor, specs))
    else if (!('file' in entry)) {
      const found = inlineProblem(id, key, entry, spec)
      if (found === 'shape' && spec) unfit.push({ key, shape: entry.shape, spec })
      else if (found && found !== 'shape') problems.push(found)
    }
    if (!('file' in entry)) continue
    files.add(entry.file)
    if (specs && !spec) continue
    const info = asset(entry.file)
    if (!info || faulty.has(entry.file)) continue
    const broken = fileFault(id, entry.file, info)
    const found = broken ?? (info.kind === 'safetensors' ? storedProblem(id, key, entry, info.tensors, spec) : undefined)
    // A file that many entries name is at fault once.
    if (broken) faulty.add(entry.file)
    if (found && 'spec' in found) unfit.push(found)
    else if (found) problems.push(found)
  }
  const [first] = unfit
  if (first) problems.push(misshapen(id, first, unfit))
  return { problems, files: [...files] }
}

function unknownName(id: string, { key, name, entry }: OwnTensor, specs: readonly TensorSpec[]): Problem {
  const names = specs.map(spec => spec.name)
  const meant = nearest(name, names)
  const has = names.length === 0 ? say`has no parameters` : say`has ${listed(names)}`
  const fix = meant === undefined ? removal(key) : fixNow(say`Rename it to ${id}.${meant}`, { kind: 'setTensor', key }, { kind: 'setTensor', key: `${id}.${meant}`, value: entry })
  return problem('bad-tensor', say`The tensor ${key} names no parameter: ${id} ${has}; ${meant === undefined ? say`remove it` : say`rename it to ${id}.${meant}`}.`, { node: id, fix })
}

function inlineProblem(node: string, key: string, entry: Extract<TensorEntry, { data: unknown }>, spec: TensorSpec | undefined): Problem | 'shape' | undefined {
  if (spec && !sameSizes(entry.shape, spec.shape)) return 'shape'
  const count = countOf(entry.shape)
  if (entry.data.length === count) return unread(node, key, entry.data, spec)
  return problem('bad-tensor', say`The tensor ${key} holds ${plural(entry.data.length, 'value')}, but its shape ${shapeText(entry.shape)} takes ${count}; give ${plural(count, 'value')}.`, { node, fix: removal(key) })
}

/** Where the node's sizes are not known yet, its parameter's type is not either: almost all are float32. */
function unread(node: string, key: string, data: readonly Json[], spec: TensorSpec | undefined): Problem | undefined {
  const fault = dataFault(data, spec?.dtype ?? 'float32')
  return fault && problem('bad-tensor', say`${key}: ${fault.message}`, { node, fix: removal(key), pytorch: fault.pytorch })
}

function fileFault(node: string, file: string, info: AssetInfo): Problem | undefined {
  if (info.kind === 'missing') return missingFile(file, { node })
  if (info.kind === 'safetensors') return undefined
  const why = info.kind === 'unreadable' ? say`cannot be read: ${info.reason}` : say`is no .safetensors file`
  return problem('bad-tensor', say`${file} ${why}; choose another file for the tensors that come from it.`, { node })
}

type Stored = Extract<AssetInfo, { kind: 'safetensors' }>['tensors']

function storedProblem(node: string, key: string, { file, key: stored }: Extract<TensorEntry, { file: string }>, tensors: Stored, spec: TensorSpec | undefined): Problem | Misfit | undefined {
  const found = own(tensors, stored)
  if (found) return spec && !sameSizes(found.shape, spec.shape) ? { key, shape: found.shape, spec } : undefined
  const meant = nearest(stored, Object.keys(tensors))
  const fix = meant === undefined ? removal(key) : fixNow(say`Take ${meant}`, { kind: 'setTensor', key, value: { file, key: meant } })
  return problem('bad-tensor', say`${file} has no tensor ${stored}, from which ${key} is to come; ${meant === undefined ? say`name one that it has` : say`take ${meant}`}.`, { node, fix })
}

/** A tensor whose shape is not its parameter's. */
interface Misfit {
  readonly key: string
  readonly shape: readonly number[]
  readonly spec: TensorSpec
}

/** One problem, however many of a node's tensors do not fit: it is one size of the node that changed. */
function misshapen(node: string, { key, shape, spec }: Misfit, all: readonly Misfit[]): Problem {
  const role = told(spec.role === 'parameter' ? say`parameter` : say`buffer`)
  const others = all.slice(1).map(misfit => misfit.key)
  const message = others.length === 0
    ? say`The tensor ${key} has shape ${shapeText(shape)}, but ${role} ${spec.name} of ${node} has ${shapeText(spec.shape)}; give it that shape or remove it.`
    : say`The tensor ${key} has shape ${shapeText(shape)}, but ${role} ${spec.name} of ${node} has ${shapeText(spec.shape)}, and ${listed(others)} fits no better; give them their shapes or remove them.`
  return problem('bad-tensor', message, {
    node,
    fix: fixNow(say`Remove ${listed(all.map(misfit => misfit.key))}`, ...all.map(misfit => ({ kind: 'setTensor', key: misfit.key }) as const)),
    pytorch: `size mismatch for ${key}: copying a param with shape torch.Size(${shapeText(shape)}) from checkpoint, the shape in current model is torch.Size(${shapeText(spec.shape)}).`,
  })
}
