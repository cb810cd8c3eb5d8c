/** Messages of ONNX's schema from plain data. All that is not small stays out: tensors' bytes are written apart. */
import { create, type MessageInitShape } from '@bufbuild/protobuf'
import {
  AttributeProto_AttributeType as Kind, AttributeProtoSchema, TensorProto_DataType, ValueInfoProtoSchema,
  type AttributeProto, type GraphProtoSchema, type NodeProtoSchema, type ValueInfoProto,
} from 'onnx-buf'
import type { Attribute, Body } from '../layers/define'
import type { DType, Tensor, TensorType } from '../tensor/dtype'
import type { ModelNode } from './model'

const DATA_TYPES: Readonly<Record<DType, TensorProto_DataType>> = {
  float32: TensorProto_DataType.FLOAT,
  float64: TensorProto_DataType.DOUBLE,
  float16: TensorProto_DataType.FLOAT16,
  int64: TensorProto_DataType.INT64,
  int32: TensorProto_DataType.INT32,
  bool: TensorProto_DataType.BOOL,
}

/** The tensor's storage as bytes, without a copy; little-endian, as every platform that this runs on. */
export const bytesOf = ({ data }: Tensor): Uint8Array<ArrayBuffer> => new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength)

export function valueInfo(name: string, { dtype, shape }: TensorType): ValueInfoProto {
  return create(ValueInfoProtoSchema, {
    name,
    type: {
      value: {
        case: 'tensorType',
        value: { elemType: DATA_TYPES[dtype], shape: { dim: shape.map((size) => ({ value: { case: 'dimValue' as const, value: BigInt(size) } })) } },
      },
    },
  })
}

/** A tensor without its values. */
export const tensorHead = (name: string, { dtype, shape }: TensorType): { name: string; dataType: TensorProto_DataType; dims: bigint[] } =>
  ({ name, dataType: DATA_TYPES[dtype], dims: shape.map(BigInt) })

export function nodeProto({ name, op, inputs, outputs, attributes }: ModelNode): MessageInitShape<typeof NodeProtoSchema> {
  return {
    name, opType: op,
    input: [...inputs],
    output: [...outputs],
    attribute: Object.entries(attributes).flatMap(([key, value]) => (value ? [attributeProto(key, value)] : [])),
  }
}

const text = new TextEncoder()

function attributeProto(name: string, value: Attribute): AttributeProto {
  const of = (init: MessageInitShape<typeof AttributeProtoSchema>): AttributeProto => create(AttributeProtoSchema, { name, ...init })
  if ('int' in value) return of({ type: Kind.INT, i: BigInt(value.int) })
  if ('ints' in value) return of({ type: Kind.INTS, ints: value.ints.map(BigInt) })
  if ('float' in value) return of({ type: Kind.FLOAT, f: value.float })
  if ('floats' in value) return of({ type: Kind.FLOATS, floats: [...value.floats] })
  if ('string' in value) return of({ type: Kind.STRING, s: text.encode(value.string) })
  if ('strings' in value) return of({ type: Kind.STRINGS, strings: value.strings.map((item) => text.encode(item)) })
  if ('graph' in value) return of({ type: Kind.GRAPH, g: bodyProto(value.graph) })
  return of({ type: Kind.TENSOR, t: { ...tensorHead('', value.tensor), rawData: bytesOf(value.tensor) } })
}

function bodyProto({ name, inputs, outputs, nodes, types }: Body): MessageInitShape<typeof GraphProtoSchema> {
  const named = new Set(outputs.map((value) => value.name))
  return {
    name,
    input: inputs.map((value) => valueInfo(value.name, value.type)),
    output: outputs.map((value) => valueInfo(value.name, value.type)),
    node: nodes.map(nodeProto),
    valueInfo: [...types].filter(([inner]) => !named.has(inner)).map(([inner, type]) => valueInfo(inner, type)),
  }
}
