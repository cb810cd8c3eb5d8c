/** Exports to files: written beside their place first, so that a failure leaves what was there. */
import { open, rename, rm, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { GraphAnalysis } from '../analysis/analysis'
import type { GraphDocument } from '../document/document'
import { lowerGraph } from '../onnx/lower'
import { graphWeights } from '../onnx/weights'
import { encodeParts, ModelTooLarge, type ModelParts } from '../onnx/write'
import type { Tensor } from '../tensor/dtype'
import { writeSafetensors } from '../tensor/safetensors'
import { VERSION } from '../version'
import { inputValue, type TensorSource } from './inputs'
import { draftBeside, mayReplace } from './writing'

export interface SaveSource {
  readonly doc: GraphDocument
  readonly analysis: GraphAnalysis
  readonly assets: TensorSource
}

const weightsOf = ({ doc, analysis, assets }: SaveSource): Map<string, Tensor> => graphWeights(doc, analysis, (file, key) => assets.safetensor(file, key))

export interface SaveOptions {
  readonly opset?: number
  /** Bytes of initialisers beyond which they go into a file beside the model, should that be less than 2 GB. */
  readonly inlineLimit?: number
}

/**
 * Writes a graph without errors as an ONNX model. Over 2 GB its initialisers go into PATH.data beside it. Rejects where
 * the graph has no outputs, and where the file cannot be written.
 */
export async function saveOnnx(source: SaveSource, path: string, { opset, inlineLimit = Infinity }: SaveOptions = {}): Promise<void> {
  const { doc, analysis, assets } = source
  const weights = weightsOf(source)
  const model = lowerGraph(doc, analysis, {
    weights: (key) => weights.get(key),
    constants: (id) => inputValue(doc, analysis, assets, id),
    forExport: true,
    ...(opset === undefined ? {} : { opset }),
  })
  const producer = { name: 'Tensorloom', version: VERSION }
  const bytes = [...model.initializers.values()].reduce((sum, tensor) => sum + tensor.data.byteLength, 0)
  const data = `${path}.data`
  let parts: ModelParts | undefined
  try {
    if (bytes <= inlineLimit) parts = encodeParts(model, { producer })
  } catch (error) {
    if (!(error instanceof ModelTooLarge)) throw error
  }
  parts ??= encodeParts(model, { producer, external: basename(data) })
  if (parts.data.length > 0) await writeParts(data, parts.data)
  await writeParts(path, parts.model)
}

/** Writes all parameters and buffers. */
export async function saveSafetensors(source: SaveSource, path: string): Promise<void> {
  await writeParts(path, [writeSafetensors(weightsOf(source))])
}

/** One write of the system's takes no more. */
const CHUNK = 2 ** 28

async function writeParts(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const target = mayReplace(path)
  const draft = draftBeside(target)
  const mode = await stat(target).then((there) => there.mode & 0o777, () => undefined)
  const file = await open(draft, 'w', mode)
  try {
    try {
      for (const part of parts) {
        for (let at = 0; at < part.byteLength;) {
          const { bytesWritten } = await file.write(part, at, Math.min(CHUNK, part.byteLength - at))
          at += bytesWritten
        }
      }
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, target)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}
