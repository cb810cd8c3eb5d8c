/** How results that are computed anew lie in memory: PyTorch lets the order of the inputs' dimensions live on. */
import { channelsLast, contiguous, elementwiseStrides, suggestsChannelsLast, type Strided } from '../tensor/strides'
import type { Layout, Memory } from './define'

/** Every input as it lies in memory, in the order of the ports. */
export const strided = ({ inputs, strides }: Memory<unknown>): readonly Strided[] =>
  Object.entries(inputs).map(([port, { shape }]) => ({ shape, strides: strides[port] ?? contiguous(shape) }))

/** For what is computed element by element: all outputs in the order of the inputs. */
export function elementwise(memory: Memory<unknown>): Readonly<Record<string, Layout>> {
  const operands = strided(memory)
  return Object.fromEntries(Object.entries(memory.outputs).map(([port, { shape }]) => [port, { strides: elementwiseStrides(shape, operands) }]))
}

/** For images and volumes: channels last where all of `inputs` are, otherwise row by row. */
export function imageLike(memory: Memory<unknown>, inputs = strided(memory), isLast: (value: Strided) => boolean = suggestsChannelsLast): Readonly<Record<string, Layout>> {
  if (!inputs.length || !inputs.every(isLast)) return {}
  const outputs = Object.entries(memory.outputs).filter(([, { shape }]) => shape.length === 4 || shape.length === 5)
  return Object.fromEntries(outputs.map(([port, { shape }]) => [port, { strides: channelsLast(shape) }]))
}

/** For a window that slides over `n` dimensions: as images, but only with a batch; of one dimension always row by row. */
export const slidingLike = (n: number) => (memory: Memory<unknown>): Readonly<Record<string, Layout>> =>
  (memory.inputs['input']?.shape.length === n + 2 ? imageLike(memory) : {})
