/**
 * Which ONNX nodes a device leaves to the CPU: those that ONNX Runtime computes otherwise there than ONNX means, or
 * cannot run at all. Found by running every kind of node on both and comparing.
 */
import type { Attribute } from '../layers/define'
import type { LoweredModel, ModelNode } from '../onnx/model'
import type { DeviceId } from '../protocol'
import type { DType, TensorType } from '../tensor/dtype'
import { SessionError } from './session'

/** WGSL promises sin and cos no better than 2^-11, log nothing for what has none; equal values keep no order in TopK. */
const WEBGPU_OPS: ReadonlySet<string> = new Set(['Sin', 'Cos', 'Log', 'TopK'])
const SOFTMAXES: ReadonlySet<string> = new Set(['Softmax', 'LogSoftmax'])
const INTEGERS: ReadonlySet<DType> = new Set(['int32', 'int64'])
/** Batch, channels, depth, height, width. */
const RANK_3D = 5

const learned = new Map<DeviceId, Set<string>>()

type TypeOf = (name: string) => TensorType | undefined

/** Names of the nodes of `model` that run on the CPU beside `device`. */
export function cpuNodes(model: LoweredModel, device: DeviceId): string[] {
  if (device === 'cpu') return []
  const typeOf = typesOf(model)
  const failed = learned.get(device)
  return model.nodes
    .filter((node) => (device === 'webgpu' ? webgpuFails : cudaFails)(node, typeOf) || failed?.has(kindOf(node, typeOf)))
    .map(({ name }) => name)
}

/**
 * Remembers that `device` failed at the node of that name, and with it at all of its kind. False where nothing new is
 * learned: another try would fail alike.
 */
function learn(model: LoweredModel, device: DeviceId, name: string | undefined): boolean {
  const node = device === 'cpu' ? undefined : model.nodes.find((other) => other.name === name)
  if (!node) return false
  const kind = kindOf(node, typesOf(model))
  const failed = learned.get(device) ?? new Set()
  if (failed.has(kind)) return false
  learned.set(device, failed.add(kind))
  return true
}

/**
 * Calls `attempt` with the nodes that `device` leaves to the CPU, and again with more of them as long as it fails at
 * one that is not yet there. Rejects with what `attempt` rejected with.
 */
export async function placed<T>(model: LoweredModel, device: DeviceId, attempt: (onCpu: readonly string[]) => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt(cpuNodes(model, device))
    } catch (error) {
      if (!(error instanceof SessionError) || !learn(model, device, error.node)) throw error
    }
  }
}

function webgpuFails({ op, inputs, outputs, attributes }: ModelNode, typeOf: TypeOf): boolean {
  const from = typeOf(inputs[0] ?? '')
  switch (op) {
    case 'Conv': return from?.shape.length === RANK_3D && isGrouped(attributes['group'])
    case 'ConvTranspose': return from?.shape.length === RANK_3D
    case 'Cast': return INTEGERS.has(typeOf(outputs[0] ?? '')?.dtype ?? 'float32')
    default: return WEBGPU_OPS.has(op)
  }
}

/** It takes float32's exponential for float64. */
const cudaFails = ({ op, inputs }: ModelNode, typeOf: TypeOf): boolean => SOFTMAXES.has(op) && typeOf(inputs[0] ?? '')?.dtype === 'float64'

const isGrouped = (group: Attribute | undefined): boolean => group !== undefined && 'int' in group && group.int !== 1

/** What fails for one node of a kind fails for all: an operator with values of a type and of so many dimensions. */
function kindOf({ op, inputs, outputs }: ModelNode, typeOf: TypeOf): string {
  const [from, to] = [typeOf(inputs[0] ?? ''), typeOf(outputs[0] ?? '')]
  return [op, from?.dtype, from?.shape.length, to?.dtype].join(' ')
}

function typesOf({ inputs, outputs, types, weightInputs, initializers }: LoweredModel): TypeOf {
  const values = new Map([...inputs, ...outputs, ...weightInputs.values()].map(({ name, type }) => [name, type]))
  return (name) => values.get(name) ?? types.get(name) ?? initializers.get(name)
}
