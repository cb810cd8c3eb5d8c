/** Values of a network the size of ResNet-18 as it is edited, against ONNX Runtime alone on the same model. */
import * as ort from 'onnxruntime-node'
import { GraphAnalysis } from '../../engine/analysis/analysis'
import { GraphDocument } from '../../engine/document/document'
import type { Edit, Graph, Params } from '../../engine/document/types'
import { lowerGraph } from '../../engine/onnx/lower'
import { graphWeights } from '../../engine/onnx/weights'
import { encodeModel, encodeParts } from '../../engine/onnx/write'
import { inputValue } from '../../engine/runtime/inputs'
import { LiveRunner } from '../../engine/runtime/live'
import { Values } from '../../engine/runtime/values'
import { numel } from '../../engine/tensor/dtype'
import { inTurns, type Figure, type Setting } from './figures'
import { resnet18 } from './resnet'

/** A live document; its edits tell how long it took until what is on screen was sent, and until all had run. */
class Live {
  readonly #runner: LiveRunner
  #revision = 0
  #value: () => void = () => undefined
  #settled: () => void = () => undefined

  constructor(graph: Graph) {
    this.#runner = new LiveRunner({
      doc: 'bench', document: new GraphDocument(graph), revision: 0, base: undefined, memoryLimit: 2 ** 33, values: new Values(2 ** 29),
      send: (message) => {
        if (message.type === 'value') this.#value()
        else if (message.type === 'state' && message.state === 'error') throw new Error(message.problems[0]?.message ?? 'The run failed.')
        else if (message.type === 'state' && message.state === 'idle') this.#settled()
      },
    })
  }

  settled(): Promise<void> {
    return new Promise((resolve) => { this.#settled = resolve })
  }

  async watch(nodes: readonly string[]): Promise<void> {
    const settled = this.settled()
    this.#runner.watch(nodes)
    await settled
  }

  /** Milliseconds from the edit to the last of `count` values; returns when nothing runs any more. */
  async edit(edit: Edit, count: number): Promise<number> {
    const settled = this.settled()
    let last = 0
    this.#value = () => {
      if (--count >= 0) last = performance.now()
    }
    const started = performance.now()
    this.#runner.edit(++this.#revision, [edit])
    await settled
    if (count > 0) throw new Error(`${count} values did not come.`)
    return last - started
  }

  close(): void {
    this.#runner.close()
  }
}

export async function measure({ rounds = 20, say }: Setting): Promise<Figure[]> {
  const { graph, first, last } = resnet18()
  const doc = new GraphDocument(graph)
  const analysis = new GraphAnalysis(doc)
  const weights = graphWeights(doc, analysis, () => undefined)
  const exported = lowerGraph(doc, analysis, { weights: (key) => weights.get(key), forExport: true })
  const session = await ort.InferenceSession.create(encodeModel(exported))
  const input = inputValue(doc, analysis, { tensor: () => { throw new Error('no files') } }, 'x')
  const feeds = { x: new ort.Tensor('float32', input.data as Float32Array, input.shape) }
  const bare = (): Promise<unknown> => session.run(feeds)

  const sizes = graph.nodes.map(({ id }) => ({ id, size: numel(analysis.node(id)?.outputs['output']?.shape ?? []) })).sort((a, b) => b.size - a.size)
  const largest = sizes.slice(0, 20).map(({ id }) => id)
  const all = sizes.map(({ id }) => id)
  say(`ResNet-18: ${graph.nodes.length} nodes, ${(analysis.totals().parameters / 1e6).toFixed(1)} million parameters, ${(sizes.reduce((sum, { size }) => sum + size, 0) / 1e6).toFixed(1)} million values`)

  const live = new Live(graph)
  await live.settled()
  let seed = 0
  const fresh = (): Edit => ({ kind: 'setParam', node: 'x', param: 'value', value: { kind: 'rand', seed: ++seed } })
  const shown = async (nodes: readonly string[], edit: Edit): Promise<number> => {
    await live.watch(nodes)
    return live.edit(edit, nodes.length)
  }
  const behind = graph.nodes.slice(graph.nodes.findIndex(({ id }) => id === last)).map(({ id }) => id)
  const turns = await inTurns({
    bare,
    twenty: () => shown(largest, fresh()),
    every: () => shown(all, fresh()),
  }, rounds)

  // A dilation and as much padding make no other shapes, so that all behind stays sound; no model comes twice.
  let dilation = 1
  const dilated = (node: string, kernel: number, more: Params): Edit => {
    dilation++
    return { kind: 'setParams', node, params: { kernel_size: kernel, padding: (kernel >> 1) * dilation, dilation, bias: false, ...more } }
  }
  const editLast = (): Promise<number> => shown(behind, dilated(last, 3, { out_channels: 512 }))
  const editFirst = (): Promise<number> => shown(all.filter((id) => id !== 'x'), dilated(first, 7, { out_channels: 64, stride: 2 }))
  const whole = async (): Promise<number> => {
    const one = new Live(graph)
    const started = performance.now()
    await one.settled()
    await one.watch(all)
    const taken = performance.now() - started
    one.close()
    return taken
  }
  const part = await inTurns({ bare, editLast, editFirst, whole }, Math.max(3, Math.min(7, rounds >> 1)), 1)
  live.close()
  const write = await inTurns({ parts: () => { encodeParts(exported) }, bytes: () => { encodeModel(exported) }, copy: () => { for (const tensor of weights.values()) tensor.data.slice() } }, rounds)

  const baseline = turns.bare
  return [
    { name: 'values on screen, 20 largest, new input (against the final output alone)', value: turns.twenty, unit: 'ms', baseline, aim: 1.25 },
    { name: 'values on screen, all nodes, new input (against the final output alone)', value: turns.every, unit: 'ms', baseline, aim: 1.6 },
    { name: 'an edit in the last block, to its values (against all from nothing)', value: part.editLast, unit: 'ms', baseline: part.whole, aim: 0.2 },
    { name: 'an edit in the last block, to its values (against one in the first layer)', value: part.editLast, unit: 'ms', baseline: part.editFirst, aim: 0.2 },
    { name: 'an edit in the first layer, to all values (against the final output alone)', value: part.editFirst, unit: 'ms', baseline: part.bare },
    { name: 'all from nothing, weights drawn (against the final output alone)', value: part.whole, unit: 'ms', baseline: part.bare },
    { name: 'export of 45 MB, in pieces as files are written (against copying the weights)', value: write.parts, unit: 'ms', baseline: write.copy, aim: 40, of: 'value' },
    { name: 'export of 45 MB, as one array (against copying the weights)', value: write.bytes, unit: 'ms', baseline: write.copy },
  ]
}
