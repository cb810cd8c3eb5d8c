/** Runs a lowered graph with every value on the way as an output, and compares what comes out with what is declared. */
import type { GraphAnalysis } from '../../analysis/analysis'
import { lowerGraph } from '../../onnx/lower'
import { graphWeights } from '../../onnx/weights'
import { encodeModel } from '../../onnx/write'
import type { Tensor } from '../../tensor/dtype'
import { AssetStore } from '../assets'
import { inputValue } from '../inputs'
import { Session } from '../session'

/** The values whose real type is not the declared one, in words; undefined where nothing is computed. Rejects where the model fails. */
export async function misdeclared(analysis: GraphAnalysis, opset: number): Promise<string[] | undefined> {
  const { doc } = analysis
  const weights = graphWeights(doc, analysis, () => undefined)
  const model = lowerGraph(doc, analysis, { weights: key => weights.get(key), opset })
  if (!model.nodes.length) return undefined
  const all = [...model.types].map(([name, type]) => ({ name, key: name, type }))
  const session = await Session.create(encodeModel({ ...model, outputs: all }), 'cpu')
  try {
    const feeds = new Map<string, Tensor>(model.inputs.map(({ name, key }) => [name, inputValue(doc, analysis, new AssetStore('.'), key.slice(0, -'.output'.length))]))
    const results = await session.run(feeds, all.map(({ name }) => name))
    return all.flatMap(({ name, type }) => {
      const real = results.get(name)
      const words = (found: Pick<Tensor, 'dtype' | 'shape'> | undefined): string => `${found?.dtype ?? 'nothing'} [${found?.shape.join() ?? ''}]`
      return words(real) === words(type) ? [] : [`${name} is ${words(real)}, declared ${words(type)}`]
    })
  } finally {
    await session.dispose()
  }
}
