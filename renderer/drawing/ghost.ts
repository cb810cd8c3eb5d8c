/** What a card will show once its value is known: its size alone. */
import { fullHeight } from '../canvas/geometry'
import type { NodeModel } from '../editor/node'
import type { TensorType } from '../../engine/tensor/dtype'
import type { Thumb } from '../../engine/protocol'

/** As engine/runtime/thumbs.ts makes them. */
const MAP_SIZE = 64
const MOST_MAPS = 16
const MOST_BARS = 16
const STRIP = 256

export function ghostOf({ shape }: TensorType, image: boolean): Thumb {
  const none = { lo: 0, hi: 0, total: 1, count: 1, height: 1, data: new Uint8Array(0) }
  const sample = (shape.length > 3 ? shape.slice(1) : shape).filter((size) => size !== 1)
  if (shape.some((size) => size === 0)) return { ...none, kind: 'none', width: 0 }
  if (sample.length < 2) {
    const length = sample[0] ?? 1
    if (shape.length === 0) return { ...none, kind: 'scalar', width: 1 }
    // Falling, as what a classifier is sure of.
    return length > MOST_BARS ? { ...none, kind: 'strip', width: Math.min(length, STRIP) } : { ...none, kind: 'bars', width: length, values: Array.from({ length }, (_, i) => ((i * 7) % length) + 0.5) }
  }
  const [rows = 1, cols = 1] = shape.slice(-2)
  const scale = Math.min(1, MAP_SIZE / Math.max(rows, cols))
  const channels = shape.slice(shape.length > 3 ? 1 : 0, -2).reduce((product, size) => product * size, 1)
  const count = Math.min(channels, MOST_MAPS)
  return { ...none, kind: image && (channels === 1 || channels === 3) ? 'image' : 'maps', count, width: Math.max(1, Math.round(cols * scale)), height: Math.max(1, Math.round(rows * scale)) }
}

/** Of its first output; undefined where nothing comes out. */
export function expectedThumb(model: NodeModel): Thumb | undefined {
  const [type] = Object.values(model.analysis.outputs)
  return type && ghostOf(type, model.node.type === 'Input')
}

/** How high a card is once its value is there, in canvas units. */
export const expectedHeight = (model: NodeModel): number => fullHeight(model, expectedThumb(model))
