/** Which input ports a node has: the declared ones, and of a list of tensors as many as are wired. */
import type { InputPort, Layer } from './define'

type Ports = Pick<Layer, 'inputs' | 'list'>

/** Place of a port in a list of tensors: 2 for `input2`; undefined for every other name. */
export function placeOf(port: string): number | undefined {
  const digits = /^input(0|[1-9]\d*)$/.exec(port)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** Whether the layer has this input. */
export const hasInput = (layer: Ports, port: string): boolean =>
  layer.inputs.some(input => input.name === port) || (layer.list === true && placeOf(port) !== undefined)

/** The inputs in order, given the ports that are wired; of a list all up to the last one wired. */
export function inputPorts(layer: Ports, wired: Iterable<string>): readonly InputPort[] {
  if (!layer.list) return layer.inputs
  let last = 0
  for (const port of wired) last = Math.max(last, placeOf(port) ?? 0)
  return Array.from({ length: last + 1 }, (_, place) => ({ name: `input${place}` }))
}
