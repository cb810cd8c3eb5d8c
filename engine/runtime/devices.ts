/** Which devices this machine can run models on. */
import { listSupportedBackends } from 'onnxruntime-node'
import { encodeModel } from '../onnx/write'
import { DEFAULT_OPSET, type LoweredModel } from '../onnx/model'
import type { Device, DeviceId } from '../protocol'
import { say } from '../say'
import { DEVICE_IDS } from './deviceIds'
import { Session } from './session'

const NO_CUDA = say`CUDA's libraries are not installed; npm run cuda fetches them.`

/** What ONNX Runtime was built with; whether the hardware is there, `probeDevice` tells. */
export function listDevices(): Device[] {
  const backends = new Map<string, boolean>(listSupportedBackends().map((backend) => [backend.name, backend.bundled]))
  return DEVICE_IDS.map((id) => {
    if (id === 'cpu') return { id, available: true }
    if (!backends.has(id)) return { id, available: false, reason: say`This build of ONNX Runtime has no ${id}.` }
    const failed = refused.get(id)
    if (failed !== undefined) return { id, available: false, reason: failed }
    return { id, available: true }
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

async function tryDevice(id: DeviceId): Promise<string | undefined> {
  const type = { dtype: 'float32', shape: [1] } as const
  const model: LoweredModel = {
    name: 'probe', opset: DEFAULT_OPSET,
    inputs: [{ key: 'x', name: 'x', type }], outputs: [{ key: 'y', name: 'y', type }],
    nodes: [{ name: 'y', op: 'Neg', inputs: ['x'], outputs: ['y'], attributes: {} }],
    initializers: new Map(), types: new Map(), valueOf: new Map(), weightInputs: new Map(),
  }
  try {
    const session = await Session.create(encodeModel(model), id)
    await session.run(new Map([['x', { ...type, data: Float32Array.of(1) }]]), ['y'])
    await session.dispose()
    return undefined
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    const why = id === 'cuda' && text.includes('load') ? NO_CUDA : text
    refused.set(id, why)
    return why
  }
}
