/** Mends of two branches that do not join: padding, or a layer of weights on the one that falls short. */
import { plain, say, type Said } from '../say'
import type { Edit, Params } from '../document/types'
import { type FrontNode, type Mend, type NodeRef } from './define'
import { feedsOnly, inputOf, passed, upstream } from './fronts'
import { insertBefore } from './mends'
import { spell, times } from './words'

/** One of the two that meet: its port and what arrives there. */
export interface Side {
  readonly port: string
  readonly shape: readonly number[]
}
interface Joint {
  /** "set padding of conv2 to 1" */
  readonly words: Said
  readonly fix: Mend
}

/** Sizes that are off by more are not mended by padding. */
const MOST = 8

const numberOf = ({ params }: FrontNode, name: string): number => (typeof params[name] === 'number' ? params[name] : 0)

/** Amounts for these parameters of a layer, the nearest to its own first. */
function paddings(front: FrontNode, names: readonly string[]): readonly Readonly<Record<string, number>>[] {
  const amounts = Array.from({ length: MOST + 1 }, (_, n) => n)
  const all = names.reduce<readonly Readonly<Record<string, number>>[]>((ways, name) => ways.flatMap(way => amounts.map(amount => ({ ...way, [name]: amount }))), [{}])
  const far = (way: Readonly<Record<string, number>>): number => names.reduce((sum, name) => sum + Math.abs((way[name] ?? 0) - numberOf(front, name)), 0)
  return [...all].sort((a, b) => far(a) - far(b))
}

/** Another padding of the last window on a branch, the nearest to its own that gives the wanted sizes. */
export function repadded(node: NodeRef, port: string, wanted: readonly number[]): Joint | undefined {
  const path: FrontNode[] = []
  for (const front of upstream(node, port)) {
    // What others read as well is not changed for this one.
    if (!feedsOnly(front)) return undefined
    if (front.layer.params['kernel_size'] && front.layer.params['padding']) {
      const ways = front.layer.params['output_padding'] ? paddings(front, ['padding', 'output_padding']) : paddings(front, ['padding'])
      const way = ways.find(params => times(passed(path, front.gives(front.inputs, { ...front.params, ...params })?.[front.port])?.shape ?? []) === times(wanted))
      if (!way) return undefined
      const { padding, output_padding: behind } = way
      const changed = (name: string): boolean => way[name] !== numberOf(front, name)
      const edits = Object.entries(way).filter(([name]) => changed(name)).map(([param, value]): Edit => ({ kind: 'setParam', node: front.id, param, ...(value ? { value } : {}) }))
      const fix = (label: Said): Mend => ({ label, edits: () => edits })
      if (behind === undefined || !changed('output_padding')) return { words: say`set padding of ${front.id} to ${padding ?? 0}`, fix: fix(say`Set padding of ${front.id} to ${padding ?? 0}`) }
      if (!changed('padding')) return { words: say`set output_padding of ${front.id} to ${behind}`, fix: fix(say`Set output_padding of ${front.id} to ${behind}`) }
      return { words: say`set padding of ${front.id} to ${padding ?? 0} and output_padding to ${behind}`, fix: fix(say`Set padding of ${front.id} to ${padding ?? 0} and output_padding to ${behind}`) }
    }
    if (!inputOf(front)) return undefined
    path.push(front)
  }
  return undefined
}

/** Zeros behind the smaller of two images or sequences. */
function zeroPadded(a: Side, b: Side, off: readonly number[]): Joint | undefined {
  const rank = a.shape.length
  const less = (x: Side, y: Side): boolean => off.every(dim => (x.shape[dim] ?? 0) < (y.shape[dim] ?? 0))
  const [small, large] = less(a, b) ? [a, b] : [b, a]
  const more = [...small.shape.keys()].slice(2).map(dim => (off.includes(dim) ? (large.shape[dim] ?? 0) - (small.shape[dim] ?? 0) : 0))
  if ((rank !== 3 && rank !== 4) || !less(small, large) || more.some((amount, i) => amount > MOST || 2 * amount > (small.shape[i + 2] ?? 0))) return undefined
  const padding = [...more].reverse().flatMap(amount => [0, amount])
  const [type, params] = rank === 4 ? ['ZeroPad2d', { padding }] as const : ['ConstantPad1d', { padding, value: 0 }] as const
  return { words: say`put a ${type} of ${padding.join(', ')} in front of ${small.port}`, fix: insertBefore(small.port, type, params) }
}

/** Another shape of an Input or Constant that is one of the two. */
function reshaped(node: NodeRef, a: Side, b: Side): Joint | undefined {
  for (const [side, other] of [[b, a], [a, b]] as const) {
    const front = node.front(side.port)
    // A picture, or numbers typed in, have the shape that they have.
    if (!front || front.layer.inputs.length > 0 || !front.layer.params['shape'] || ![undefined, 'zeros', 'ones', 'arange', 'rand', 'randn'].includes(kindOf(front)) || !feedsOnly(front)) continue
    const shape = side.shape.map((size, dim) => (size === 1 ? 1 : other.shape[dim] ?? size))
    return { words: say`set shape of ${front.id} to ${times(shape)}`, fix: { label: say`Set shape of ${front.id} to ${times(shape)}`, edits: () => [{ kind: 'setParam', node: front.id, param: 'shape', value: shape }] } }
  }
  return undefined
}

function kindOf({ params: { value } }: FrontNode): string | undefined {
  return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string' ? value.kind : undefined
}

/** A layer that brings one side to the other's sizes, as the short way around a block of ResNet does. */
function projected(node: NodeRef, a: Side, b: Side, off: readonly number[]): Joint | undefined {
  const rank = a.shape.length
  const channel = off.length === 1 && off[0] === rank - 1 && rank < 4 ? rank - 1 : 1
  if (off.includes(0) || rank < 2 || rank > 4 || [a, b].some(side => node.inputs[side.port]?.dtype !== 'float32')) return undefined
  const sides = [[a, b], [b, a]] as const
  const fewer = [...sides].sort(([x], [y]) => (x.shape[channel] ?? 0) - (y.shape[channel] ?? 0))
  for (const [side, other] of fewer) {
    const out = (off.includes(channel) ? other : side).shape[channel] ?? 0
    if (channel === rank - 1) return { words: say`put a Linear to ${out} features in front of ${side.port}`, fix: insertBefore(side.port, 'Linear', { out_features: out }) }
    const stride = side.shape.slice(2).map((size, i) => (off.includes(i + 2) ? Math.round(size / (other.shape[i + 2] ?? 1)) : 1))
    if (!stride.every((step, i) => step >= 1 && Math.floor(((side.shape[i + 2] ?? 0) - 1) / step) + 1 === (off.includes(i + 2) ? other : side).shape[i + 2])) continue
    const steps = spell(stride)
    const params: Params = { out_channels: out, kernel_size: 1, ...(steps === 1 ? {} : { stride: steps }) }
    const kernel = plain(rank === 4 ? '1 × 1' : '1')
    const mend = insertBefore(side.port, `Conv${rank - 2}d`, params)
    return {
      words: say`put a Conv${rank - 2}d of ${kernel} with ${out} filters${steps === 1 ? '' : say` and stride ${typeof steps === 'number' ? steps : times(steps)}`} in front of ${side.port}`,
      fix: { ...mend, label: say`${mend.label} ${kernel}` },
    }
  }
  return undefined
}

/** What makes two branches join; `along`: the dimension in which they may differ, undefined where sizes of 1 stretch instead. */
export function joinMend(node: NodeRef, a: Side, b: Side, along?: number): Joint | undefined {
  const rank = a.shape.length
  if (b.shape.length !== rank || [a, b].some(({ port, shape }) => times(node.inputs[port]?.shape ?? []) !== times(shape))) return undefined
  const stretch = (dim: number): boolean => along === undefined && (a.shape[dim] === 1 || b.shape[dim] === 1)
  const off = [...a.shape.keys()].filter(dim => dim !== along && a.shape[dim] !== b.shape[dim] && !stretch(dim))
  if (rank > 2 && off.every(dim => dim >= 2)) {
    const like = (side: Side, other: Side): readonly number[] => side.shape.map((size, dim) => (off.includes(dim) ? other.shape[dim] ?? size : size))
    const found = repadded(node, b.port, like(b, a)) ?? repadded(node, a.port, like(a, b)) ?? zeroPadded(a, b, off)
    if (found) return found
  }
  return along === undefined ? (rank === 3 ? reshaped(node, a, b) : undefined) ?? projected(node, a, b, off) : undefined
}
