/** Which devices this machine can run models on. */
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { listSupportedBackends } from 'onnxruntime-node'
import { encodeModel, encodeParts } from '../onnx/write'
import { DEFAULT_OPSET, type LoweredModel } from '../onnx/model'
import type { Device, DeviceId } from '../protocol'
import { say } from '../say'
import { Buffers } from './buffers'
import { DEVICE_IDS } from './deviceIds'
import { inPlace } from './inPlace'
import { Session } from './session'

const NO_CUDA = say`CUDA's libraries are not installed; npm run cuda fetches them.`
const NO_CUDA_SYSTEM = say`ONNX Runtime's CUDA libraries are there, but do not load: they need an NVIDIA driver, CUDA and cuDNN.`
const NO_ADAPTER = say`WebGPU found no graphics driver that it can use (on Linux: Vulkan).`
/** What WGSL promises of NaN is told in nan.ts. */
const WEBGPU_NOTE = say`Last digits may differ; a run in which NaN comes up is made on the CPU.`

/** What ONNX Runtime was built with; whether the hardware is there, `probeDevice` tells. */
export function listDevices(): Device[] {
  const backends = new Map<string, boolean>(listSupportedBackends().map((backend) => [backend.name, backend.bundled]))
  return DEVICE_IDS.map((id) => {
    if (id === 'cpu') return { id, available: true }
    if (!backends.has(id)) return { id, available: false, reason: say`This build of ONNX Runtime has no ${id}.` }
    const failed = refused.get(id)
    if (failed !== undefined) return { id, available: false, reason: failed }
    return { id, available: true, ...(id === 'webgpu' ? { note: WEBGPU_NOTE } : {}) }
  })
}

/** Why a device does not work, once it was tried. */
const refused = new Map<DeviceId, string>()
const probes = new Map<DeviceId, Promise<string | undefined>>()

/** Tries a device once. Undefined: it works; otherwise why it does not. */
export function probeDevice(id: DeviceId): Promise<string | undefined> {
  let probe = probes.get(id)
  if (!probe) probes.set(id, probe = tryDevice(id))
  return probe
}

const opened: Session[] = []

/** Tries all devices, one at a time; then `listDevices` tells which are there. */
export async function probeDevices(): Promise<void> {
  for (const id of DEVICE_IDS) if (id !== 'cpu') await probeDevice(id)
}

/** Reads `x`, a number; gives `y`, its negative. */
const NEGATIVE: LoweredModel = {
  name: 'probe', opset: DEFAULT_OPSET,
  inputs: [{ key: 'x', name: 'x', type: { dtype: 'float32', shape: [1] } }], outputs: [{ key: 'y', name: 'y', type: { dtype: 'float32', shape: [1] } }],
  nodes: [{ name: 'y', op: 'Neg', inputs: ['x'], outputs: ['y'], attributes: {} }],
  initializers: new Map(), types: new Map(), valueOf: new Map(), weightInputs: new Map(),
}
const ONE = new Map([['x', { dtype: 'float32', shape: [1], data: Float32Array.of(1) } as const]])

async function tryDevice(id: DeviceId): Promise<string | undefined> {
  try {
    const session = await Session.create(encodeModel(NEGATIVE), id)
    await session.run(ONE, ['y'])
    // As long as a session is there, others find what was compiled for the device: a run anew takes a hundredth.
    opened.push(session)
    return undefined
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    const why = reasonOf(id, text)
    refused.set(id, why)
    return why
  }
}

/** What ONNX Runtime's words come to for a person. */
function reasonOf(id: DeviceId, text: string): string {
  if (id === 'cuda' && text.includes('load')) return hasCudaLibrary() ? NO_CUDA_SYSTEM : NO_CUDA
  return id === 'webgpu' && text.includes('adapter') ? NO_ADAPTER : text
}

/** Whether `npm run cuda` was here: ONNX Runtime does not say which library it could not load. */
function hasCudaLibrary(): boolean {
  const dir = path.dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'))
  return fs.existsSync(path.join(dir, 'bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so'))
}

let inPlaceTried: Promise<boolean> | undefined

/** Whether this ONNX Runtime writes values where they are wanted; tried once. */
export const inPlaceWorks = (): Promise<boolean> => inPlaceTried ??= tryInPlace()

async function tryInPlace(): Promise<boolean> {
  try {
    const session = await Session.create(inPlace(encodeParts(NEGATIVE).model), 'cpu', { small: true })
    const values = await session.runInto(ONE, NEGATIVE.outputs, new Buffers())
    await session.dispose()
    return values.get('y')?.data[0] === -1
  } catch {
    return false
  }
}
