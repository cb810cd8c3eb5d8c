/**
 * An ONNX model as bytes. The small rest is encoded by the schema; the tensors' bytes go around it as they lie in
 * memory, so that each is copied once, or not at all where the parts are written to a file.
 */
import { create, toBinary } from '@bufbuild/protobuf'
import { GraphProtoSchema, ModelProtoSchema, TensorProto_DataLocation, TensorProtoSchema } from 'onnx-buf'
import { say } from '../say'
import type { Tensor } from '../tensor/dtype'
import type { LoweredModel, ModelValue } from './model'
import { bytesOf, nodeProto, tensorHead, valueInfo } from './proto'

/** What protobuf, and with it an ONNX file without external data, can hold. */
const PROTOBUF_LIMIT = 2 ** 31 - 1

export interface WriteOptions {
  readonly producer?: { readonly name: string; readonly version: string }
  /** The types of inner values too, for viewers and checkers. */
  readonly declareValues?: boolean
  /** Name of the file beside the model that holds the initialisers. */
  readonly external?: string
}

export interface ModelParts {
  /** The model, piece by piece. */
  readonly model: readonly Uint8Array[]
  /** The external data file, piece by piece; empty without one. */
  readonly data: readonly Uint8Array[]
}

/** Said where a model does not fit into one ONNX file. */
export class ModelTooLarge extends Error {
  constructor(readonly bytes: number) {
    super(say`The model takes ${(bytes / 2 ** 30).toFixed(1)} GB, more than the 2 GB that one ONNX file can hold; its weights have to go into a file beside it.`)
  }
}

/** Initialisers as small as this stay in the model: shapes and constants that tools read. */
const EXTERNAL_FROM = 1024
/** Pages of memory: what external data is aligned to, so that it can be mapped. */
const ALIGNMENT = 4096

// Field numbers of onnx.proto, each with the wire type of bytes.
const MODEL_GRAPH = (7 << 3) | 2
const GRAPH_INITIALIZER = (5 << 3) | 2
const TENSOR_RAW_DATA = (9 << 3) | 2

/** The whole model in one array. Throws ModelTooLarge over 2 GB. */
export function encodeModel(model: LoweredModel, options: WriteOptions = {}): Uint8Array<ArrayBuffer> {
  return join(encodeParts(model, options).model)
}

/** The model in pieces that share the tensors' memory. Throws ModelTooLarge over 2 GB. */
export function encodeParts(model: LoweredModel, options: WriteOptions = {}): ModelParts {
  const { declareValues = true, external, producer } = options
  const initializers: Uint8Array[] = []
  const data: Uint8Array[] = []
  let offset = 0
  for (const [name, tensor] of model.initializers) {
    const outside = external !== undefined && tensor.data.byteLength >= EXTERNAL_FROM
    if (outside && offset % ALIGNMENT > 0) {
      const gap = ALIGNMENT - (offset % ALIGNMENT)
      data.push(new Uint8Array(gap))
      offset += gap
    }
    const body = outside ? [externalTensor(name, tensor, external, offset)] : inlineTensor(name, tensor)
    if (outside) {
      data.push(bytesOf(tensor))
      offset += tensor.data.byteLength
    }
    initializers.push(...field(GRAPH_INITIALIZER, body))
  }
  const weights: ModelValue[] = [...model.weightInputs.values()]
  const named = new Set([...model.inputs, ...model.outputs].map((value) => value.name))
  const graph = toBinary(GraphProtoSchema, create(GraphProtoSchema, {
    name: model.name || 'graph',
    input: [...model.inputs, ...weights].map(({ name, type }) => valueInfo(name, type)),
    output: model.outputs.map(({ name, type }) => valueInfo(name, type)),
    node: model.nodes.map(nodeProto),
    valueInfo: declareValues ? [...model.types].filter(([name]) => !named.has(name)).map(([name, type]) => valueInfo(name, type)) : [],
  }))
  const head = toBinary(ModelProtoSchema, create(ModelProtoSchema, {
    irVersion: BigInt(irVersion(model.opset)),
    opsetImport: [{ domain: '', version: BigInt(model.opset) }],
    producerName: producer?.name ?? '',
    producerVersion: producer?.version ?? '',
  }))
  const parts = [head, ...field(MODEL_GRAPH, [graph, ...initializers])]
  const bytes = lengthOf(parts)
  if (bytes > PROTOBUF_LIMIT) throw new ModelTooLarge(bytes)
  return { model: parts, data }
}

function inlineTensor(name: string, tensor: Tensor): Uint8Array[] {
  return [toBinary(TensorProtoSchema, create(TensorProtoSchema, tensorHead(name, tensor))), ...field(TENSOR_RAW_DATA, [bytesOf(tensor)])]
}

function externalTensor(name: string, tensor: Tensor, location: string, offset: number): Uint8Array {
  return toBinary(TensorProtoSchema, create(TensorProtoSchema, {
    ...tensorHead(name, tensor),
    dataLocation: TensorProto_DataLocation.EXTERNAL,
    externalData: [
      { key: 'location', value: location },
      { key: 'offset', value: String(offset) },
      { key: 'length', value: String(tensor.data.byteLength) },
    ],
  }))
}

/** A field of protobuf's: tag, length, contents. */
const field = (tag: number, parts: readonly Uint8Array[]): Uint8Array[] => [Uint8Array.from([tag, ...varint(lengthOf(parts))]), ...parts]

function varint(n: number): number[] {
  const bytes: number[] = []
  // No shifts: lengths go beyond 31 bits.
  for (; n >= 128; n = Math.floor(n / 128)) bytes.push((n % 128) + 128)
  bytes.push(n)
  return bytes
}

const lengthOf = (parts: readonly Uint8Array[]): number => parts.reduce((sum, part) => sum + part.byteLength, 0)

/** Bytes in one array. */
export function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(lengthOf(parts))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.byteLength
  }
  return all
}

/** The version of the file format that came with an opset. */
function irVersion(opset: number): number {
  if (opset <= 18) return 8
  if (opset <= 20) return 9
  if (opset <= 22) return 10
  return opset - 12
}
