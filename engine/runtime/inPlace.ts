/**
 * Values written where they are wanted. Given memory for an output, ONNX Runtime's kernels write there, but
 * onnxruntime-node 1.30 copies every output into an array of its own even so (mended after it: their pull request
 * 32346), on one thread, which for all values of a network takes a third of its run. It copies in the order of the
 * outputs and ends at the first that it cannot give to JavaScript: so a sequence is put in front of them. By then all
 * has run. `inPlaceWorks` tries it out, once; where it does not hold, values are copied.
 */
import { create, toBinary } from '@bufbuild/protobuf'
import { GraphProtoSchema, ModelProtoSchema, NodeProtoSchema, TensorProto_DataType, ValueInfoProtoSchema } from 'onnx-buf'
import { join } from '../onnx/write'

/** The output that ends the copying; no id of a graph can begin with this letter and be typed. */
export const STOP = '\u0001stop'
const REFUSAL = 'Non tensor type'

/** In protobuf what comes twice is joined: this is a piece of a model, to go in front of the whole. */
const HEAD = toBinary(ModelProtoSchema, create(ModelProtoSchema, {
  graph: create(GraphProtoSchema, {
    node: [create(NodeProtoSchema, { opType: 'SequenceEmpty', name: STOP, output: [STOP] })],
    output: [create(ValueInfoProtoSchema, {
      name: STOP,
      type: { value: { case: 'sequenceType', value: { elemType: { value: { case: 'tensorType', value: { elemType: TensorProto_DataType.FLOAT } } } } } },
    })],
  }),
}))

/** A model, in pieces, as `Session.runInto` runs it. */
export const inPlace = (model: readonly Uint8Array[]): Uint8Array => join([HEAD, ...model])

/** Whether a run ended as it was to end. */
export const isStop = (error: unknown): boolean => error instanceof Error && error.message.includes(REFUSAL)
