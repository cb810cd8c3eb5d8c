/** An ONNX model as plain data, between the lowering and the bytes. */
import type { BodyNode } from '../layers/define'
import type { Tensor, TensorType } from '../tensor/dtype'

export const DEFAULT_OPSET = 20

export interface ModelValue {
  readonly name: string
  readonly type: TensorType
}

export type ModelNode = BodyNode

export interface ModelPort extends ModelValue {
  /** "id.port" of the graph. */
  readonly key: string
}

export interface LoweredModel {
  readonly name: string
  readonly opset: number
  readonly inputs: readonly ModelPort[]
  readonly outputs: readonly ModelPort[]
  readonly nodes: readonly ModelNode[]
  readonly initializers: ReadonlyMap<string, Tensor>
  /** Types of the values between inputs and outputs. */
  readonly types: ReadonlyMap<string, TensorType>
  /** "id.port" to the name of the value that the node produced. */
  readonly valueOf: ReadonlyMap<string, string>
  /** Names of graph inputs that carry a weight instead of an initialiser, by state_dict name. */
  readonly weightInputs: ReadonlyMap<string, ModelValue>
}
