import type { DeviceId } from '../protocol'

/** By name, without loading ONNX Runtime. */
export const DEVICE_IDS: readonly DeviceId[] = ['cpu', 'cuda', 'webgpu']
