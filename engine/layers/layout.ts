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

/** For what keeps the order of the first input's dimensions. */
export function likeInput(memory: Memory<unknown>): Readonly<Record<string, Layout>> {
  const [input] = strided(memory)
  return input ? Object.fromEntries(Object.entries(memory.outputs).map(([port, { shape }]) => [port, { strides: elementwiseStrides(shape, [{ shape, strides: input.strides }]) }])) : {}
}

/** For signals that PyTorch works out as images of one row: channels last where such an image is. */
export function signalLike(memory: Memory<unknown>): Readonly<Record<string, Layout>> {
  const [input] = strided(memory)
  const [batch = 1, channels = 1, length = 1] = input?.shape ?? []
  const [n = 1, c = 1, l = 1] = input?.strides ?? []
  if (input?.shape.length !== 3 || !suggestsChannelsLast({ shape: [batch, channels, 1, length], strides: [n, c, length * l, l] })) return {}
  return Object.fromEntries(Object.entries(memory.outputs).map(([port, { shape: [, many = 1, steps = 1] }]) => [port, { strides: [many * steps, 1, many] }]))
}

/** For a window that slides over `n` dimensions: as images, but only with a batch; of one dimension always row by row. */
export const slidingLike = (n: number) => (memory: Memory<unknown>): Readonly<Record<string, Layout>> =>
  (memory.inputs['input']?.shape.length === n + 2 ? imageLike(memory) : {})
