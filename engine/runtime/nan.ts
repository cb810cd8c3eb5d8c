/**
 * NaN on devices that may lose it. WGSL lets a processor take NaN for any number: ReLU makes it 0, a softmax something
 * else. A NaN can only be lost behind a value that has it, so a run in which none has one lost none.
 */
import type { DeviceId } from '../protocol'
import type { Tensor } from '../tensor/dtype'
import { momentsOf } from './kernels/kernels'

const HALF_INFINITY = 0x7c00
const HALF_MAGNITUDE = 0x7fff

/** Tensors are not written to: weights are looked through once. */
const clean = new WeakSet<Tensor>()

/**
 * Calls `run` with the device, or with the CPU where what goes in has a NaN; and again with the CPU where a NaN came up
 * on a device that may lose it.
 */
export async function keepingNaN(
  device: DeviceId, feeds: ReadonlyMap<string, Tensor>, run: (device: DeviceId) => Promise<Map<string, Tensor>>,
): Promise<Map<string, Tensor>> {
  if (device !== 'webgpu') return run(device)
  if (anyNaN(feeds)) return run('cpu')
  const values = await run(device)
  return anyNaN(values) ? run('cpu') : values
}

function anyNaN(tensors: ReadonlyMap<string, Tensor>): boolean {
  for (const tensor of tensors.values()) {
    if (clean.has(tensor)) continue
    if (hasNaN(tensor)) return true
    clean.add(tensor)
  }
  return false
}

/** Whether a NaN is among the values of a tensor. */
export function hasNaN({ dtype, data }: Tensor): boolean {
  switch (dtype) {
    case 'float16': return (data as Uint16Array).some((bits) => (bits & HALF_MAGNITUDE) > HALF_INFINITY)
    case 'float32': return data.length > 0 && Number.isNaN(momentsOf(data as Float32Array).sum) && (data as Float32Array).some(Number.isNaN)
    case 'float64': return (data as Float64Array).some(Number.isNaN)
    default: return false
  }
}
