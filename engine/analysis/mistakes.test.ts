import { describe, expect, it } from 'vitest'
import { applyAll } from '../document/history'
import { GraphDocument } from '../document/document'
import type { Problem } from '../document/types'
import { GraphAnalysis } from './analysis'
import { graph, type Row } from './testing/graphs'

const input = (...shape: number[]): Row => ['x', 'Input', { shape }]
const chained = (rows: readonly Row[]): string[] => rows.slice(1).map(([id], i) => `${rows[i]?.[0] ?? ''} ${id}`)

interface Mended {
  readonly problem: Problem
  /** Of the problem's node, or of `at`, after the mend. */
  readonly shape: readonly number[] | undefined
  readonly left: readonly Problem[]
  readonly ids: readonly string[]
}

/** The problem of that severity, and the graph after its mend. */
function mend(rows: readonly Row[], { wires = chained(rows), severity = 'error', at }: { wires?: readonly string[]; severity?: Problem['severity']; at?: string } = {}): Mended {
  const doc = new GraphDocument(graph(rows, wires))
  const analysis = new GraphAnalysis(doc)
  const before = structuredClone(doc.graph)
  const problem = analysis.problems().find(found => found.severity === severity)
  if (!problem) throw new Error(`no ${severity}`)
  const { fix } = problem
  if (!fix) return { problem, shape: undefined, left: [], ids: [] }
  const { inverse } = applied(doc, analysis, fix.edits)
  const result = { problem, shape: analysis.node(at ?? problem.node ?? '')?.outputs['output']?.shape, left: analysis.problems(), ids: doc.graph.nodes.map(node => node.id) }
  expect(result.left).toEqual(new GraphAnalysis(doc).problems())
  applied(doc, analysis, inverse)
  expect(doc.graph).toEqual(before)
  return result
}

function applied(doc: GraphDocument, analysis: GraphAnalysis, edits: Parameters<typeof applyAll>[1]): ReturnType<typeof applyAll> & { readonly changed: ReadonlySet<string> } {
  const done = applyAll(doc, edits)
  return { ...done, changed: analysis.update(done) }
}

describe('mistakes while a network is drawn from nothing', () => {
  const tokens = (...shape: number[]): Row => ['x', 'Input', { shape, dtype: 'int64' }]
  const labels: Row = ['t', 'Input', { shape: [32], dtype: 'int64' }]
  const lstm: Row = ['lstm', 'LSTM', { hidden_size: 16, batch_first: true }]
  const up = (params: object): Row => ['up', 'ConvTranspose2d', { out_channels: 1, kernel_size: 3, stride: 2, ...params }]
  const half: Row = ['down', 'Conv2d', { out_channels: 1, kernel_size: 3, stride: 2, padding: 1 }]
  it.each<[string, readonly Row[], readonly string[] | undefined, string, string, readonly number[]]>([
    ['every step of an LSTM into a loss', [input(32, 10, 8), lstm, ['fc', 'Linear', { out_features: 2 }], labels, ['loss', 'CrossEntropyLoss']], ['x lstm', 'lstm fc', 'fc loss', 't loss.target'], 'Insert Select', 'where the last of 10 steps counts', []],
    ['the last state of an LSTM into a loss', [input(32, 10, 8), lstm, ['fc', 'Linear', { out_features: 2 }], labels, ['loss', 'CrossEntropyLoss']], ['x lstm', 'lstm.h_n fc', 'fc loss', 't loss.target'], 'Insert Squeeze', 'a Squeeze of dim 0', []],
    ['tokens into an LSTM', [tokens(2, 10), lstm], undefined, 'Insert Embedding', 'if it holds tokens', [2, 10, 16]],
    ['an image into an LSTM', [input(8, 1, 28, 28), lstm], undefined, 'Insert Squeeze', '8 × 1 × 28 × 28', [8, 28, 16]],
    ['noise into a generator', [input(64, 100), ['up', 'ConvTranspose2d', { in_channels: 100, out_channels: 512, kernel_size: 4 }]], undefined, 'Insert Reshape', 'a Reshape to -1 × 100 × 1 × 1', [64, 512, 4, 4]],
    ['a decoder that is a row short', [input(1, 1, 32, 32), half, up({ padding: 1 }), ['cat', 'Cat', { dim: 1 }]], ['x down', 'down up', 'up cat.input0', 'x cat.input1'], 'Set output_padding of up to 1', 'set output_padding of up to 1', [1, 2, 32, 32]],
    ['an autoencoder that gives a row more', [input(1, 1, 28, 28), half, up({}), ['loss', 'MSELoss']], ['x down', 'down up', 'up loss', 'x loss.target'], 'Set padding of up to 1 and output_padding to 1', '1 × 1 × 29 × 29', []],
    ['positions of another length', [tokens(2, 10), ['emb', 'Embedding', { num_embeddings: 9, embedding_dim: 4 }], ['pos', 'Constant', { shape: [1, 12, 4] }], ['add', 'Add']], ['x emb', 'emb add', 'pos add.other'], 'Set shape of pos to 1 × 10 × 4', 'set shape of pos', [2, 10, 4]],
    ['patches in columns', [input(1, 64, 16), ['enc', 'TransformerEncoderLayer', { d_model: 64, nhead: 4 }]], ['x enc.src'], 'Insert Transpose', 'has columns of that size', [1, 16, 64]],
  ])('%s', (_, rows, wires, label, words, shape) => {
    const { problem, ...found } = mend(rows, wires ? { wires } : {})
    expect(problem.fix?.label).toBe(label)
    expect(problem.message).toContain(words)
    expect(found).toMatchObject({ shape, left: [] })
  })
  it('lists the numbers of groups about the one that the mend sets', () => {
    const { problem } = mend([input(1, 30, 8, 8), ['gn', 'GroupNorm', { num_groups: 32 }]])
    expect([problem.message, problem.fix?.label]).toEqual(['num_groups is 32, which does not divide the 30 channels; set it to 3, 5, 6, 10, 15 or 30.', 'Set num_groups to 30'])
  })
  it('wires the query to key and value too', () => {
    const { problem, left } = mend([input(2, 10, 64), ['mha', 'MultiheadAttention', { embed_dim: 64, num_heads: 8 }]], { wires: ['x mha.query', 'x mha.value'] })
    expect(problem.fix?.label).toBe('Wire x to key')
    expect(left).toEqual([])
  })
  it('notes where the steps come before the batch', () => {
    const notes = (params: object): readonly string[] | undefined => new GraphAnalysis(new GraphDocument(graph([input(32, 10, 8), ['lstm', 'LSTM', { hidden_size: 16, ...params }]], ['x lstm']))).node('lstm')?.notes
    expect([notes({}), notes({ batch_first: true })]).toEqual([['steps first'], []])
  })
})

describe('an input of the wrong rank', () => {
  it.each<[string, readonly Row[], string, readonly number[]]>([
    ['rows of pixels', [input(100, 784), ['conv', 'Conv2d', { out_channels: 8, kernel_size: 3 }]], 'Insert Reshape', [100, 8, 26, 26]],
    ['rows of coloured pixels', [input(10, 3072), ['conv', 'Conv2d', { out_channels: 8, kernel_size: 3 }]], 'Insert Reshape', [10, 8, 30, 30]],
    ['rows for the channels that are set', [input(10, 1568), ['conv', 'Conv2d', { in_channels: 2, out_channels: 8, kernel_size: 3 }]], 'Insert Reshape', [10, 8, 26, 26]],
    ['an image without channels', [input(16, 16), ['conv', 'Conv2d', { out_channels: 8, kernel_size: 3 }]], 'Insert Unsqueeze', [8, 14, 14]],
    ['a pool', [input(100, 784), ['pool', 'MaxPool2d', { kernel_size: 2 }]], 'Insert Reshape', [100, 1, 14, 14]],
    ['a sequence without channels', [input(50), ['conv', 'Conv1d', { out_channels: 8, kernel_size: 3 }]], 'Insert Unsqueeze', [8, 48]],
    ['a needless dimension', [input(4, 1, 3, 9, 9), ['conv', 'Conv2d', { out_channels: 8, kernel_size: 3 }]], 'Insert Squeeze', [4, 8, 7, 7]],
    ['a batch in the channels\' place', [input(64, 28, 28), ['conv', 'Conv2d', { in_channels: 1, out_channels: 8, kernel_size: 3 }]], 'Insert Unsqueeze', [64, 8, 26, 26]],
    ['an image into BatchNorm2d', [input(3, 28, 28), ['bn', 'BatchNorm2d']], 'Insert Unsqueeze', [1, 3, 28, 28]],
    ['rows into BatchNorm2d', [input(3, 28), ['bn', 'BatchNorm2d']], 'Make it BatchNorm1d', [3, 28]],
    ['images into BatchNorm1d', [input(2, 3, 8, 8), ['bn', 'BatchNorm1d']], 'Make it BatchNorm2d', [2, 3, 8, 8]],
  ])('%s', (_, rows, label, shape) => {
    const { problem, ...found } = mend(rows)
    expect(problem.fix?.label).toBe(label)
    expect(found).toMatchObject({ shape, left: [] })
  })

  it('is not mended where nothing helps', () => {
    expect(mend([input(7, 9, 11, 13, 15), ['conv', 'Conv2d', { out_channels: 8, kernel_size: 3 }]]).problem.fix).toBeUndefined()
    expect(mend([input(5, 7), ['conv', 'Conv2d', { in_channels: 3, out_channels: 8, kernel_size: 3 }]]).problem.fix).toBeUndefined()
  })
})

describe('channels last', () => {
  const conv = (params: object = {}): Row => ['conv', 'Conv2d', { out_channels: 64, kernel_size: 7, ...params }]

  it.each<[string, readonly Row[], readonly number[]]>([
    ['with in_channels', [input(2, 224, 224, 3), conv({ in_channels: 3 })], [2, 64, 218, 218]],
    ['unbatched', [input(224, 224, 3), conv({ in_channels: 3 })], [64, 218, 218]],
    ['inferred, and too narrow then', [input(2, 224, 224, 3), ['relu', 'ReLU'], conv()], [2, 64, 218, 218]],
  ])('%s', (_, rows, shape) => {
    const { problem, ...found } = mend(rows)
    expect(problem).toMatchObject({ param: 'in_channels', fix: { label: 'Insert Permute' } })
    expect(problem.message).toMatch(/put a Permute to .* in front\.$/)
    expect(found).toMatchObject({ shape, left: [] })
  })

  it('is warned of where PyTorch takes it', () => {
    const { problem, ...found } = mend([input(2, 224, 224, 3), conv({ kernel_size: 3 })], { severity: 'warning' })
    expect(problem.message).toBe('The input 2 × 224 × 224 × 3 counts as 224 channels, but the channels seem to stand last, and PyTorch wants them before height and width: put a Permute to 0, 3, 1, 2 in front.')
    expect(found).toMatchObject({ shape: [2, 64, 222, 222], left: [] })
    const quiet = (rows: readonly Row[]): Problem[] => new GraphAnalysis(new GraphDocument(graph(rows, chained(rows)))).problems()
    expect(quiet([input(2, 224, 224, 3), conv({ kernel_size: 3, in_channels: 224 })])).toEqual([])
    // What an earlier layer made is as it is.
    expect(quiet([input(2, 3, 224, 9), ['first', 'Conv2d', { out_channels: 16, kernel_size: [1, 7] }], conv({ kernel_size: 3 })])).toEqual([])
  })
})

describe('what shrank away', () => {
  const pool = (id: string): Row => [id, 'MaxPool2d', { kernel_size: 2 }]

  it('names the pool that is in the way', () => {
    const { problem, ...found } = mend([input(1, 3, 6, 6), pool('pool1'), ['relu', 'ReLU'], pool('pool2'), ['bn', 'BatchNorm2d'], pool('pool3')])
    expect(problem).toMatchObject({ node: 'pool3', message: 'The window covers 2×2, but the image is only 1×1; take out pool2 in front, or set padding to 1.', fix: { label: 'Take out pool2' } })
    expect(found).toMatchObject({ shape: [1, 3, 1, 1], left: [], ids: ['x', 'pool1', 'relu', 'bn', 'pool3'] })
  })

  it('pads a convolution, and names the pool all the same', () => {
    const rows = [input(1, 3, 7, 7), pool('pool1'), ['conv', 'Conv2d', { out_channels: 4, kernel_size: 5 }]] satisfies Row[]
    const { problem, ...found } = mend(rows)
    expect(problem.message).toBe('The kernel covers 5×5, but the padded input is only 3×3; set padding to 1, make the kernel smaller, or take out pool1 in front.')
    expect(found).toMatchObject({ shape: [1, 4, 1, 1], left: [] })
    const mirrored = mend([...rows.slice(0, 2), ['conv', 'Conv2d', { out_channels: 4, kernel_size: 5, padding_mode: 'reflect' }]])
    expect(mirrored.problem.fix?.label).toBe('Take out pool1')
    expect(mirrored).toMatchObject({ shape: [1, 4, 3, 3], left: [] })
  })

  it('names no pool that would not help', () => {
    expect(mend([input(1, 3, 1, 1), ['relu', 'ReLU'], pool('pool1')]).problem.message).not.toContain('take out')
    // Behind a Linear everything is fixed.
    expect(mend([input(1, 3, 4, 4), pool('pool1'), ['fc', 'Linear', { in_features: 2, out_features: 1 }], pool('pool2')]).problem.message).not.toContain('take out')
  })

  it('follows the names and wires of the graph', () => {
    const doc = new GraphDocument(graph([input(1, 3, 2, 2), pool('pool1'), pool('pool2')], ['x pool1', 'pool1 pool2']))
    const analysis = new GraphAnalysis(doc)
    expect(analysis.update(doc.apply({ kind: 'renameNode', id: 'pool1', to: 'first' }))).toContain('pool2')
    expect(analysis.problems()[0]?.message).toContain('take out first in front')
  })
})

describe('branches that do not join', () => {
  const half = (id: string, params: object): Row => [id, 'Conv2d', { out_channels: 8, kernel_size: 3, stride: 2, ...params }]
  const cat: Row = ['join', 'Cat', { dim: 1 }]
  const add: Row = ['join', 'Add']
  const catWires = ['x a', 'x b', 'a join.input0', 'b join.input1']

  it.each<[string, readonly Row[], readonly string[], string, readonly number[]]>([
    ['padding of a window', [input(1, 3, 112, 112), half('a', { padding: 1 }), half('b', { padding: 2 }), cat], catWires, 'Set padding of b to 1', [1, 16, 56, 56]],
    ['past other layers', [input(1, 3, 112, 112), half('a', { padding: 1 }), half('b', { padding: 2 }), ['r', 'ReLU'], cat], ['x a', 'x b', 'b r', 'a join.input0', 'r join.input1'], 'Set padding of b to 1', [1, 16, 56, 56]],
    ['of the first branch, where the second has none', [input(1, 8, 9, 9), ['a', 'Conv2d', { out_channels: 8, kernel_size: 3 }], add], ['x a', 'a join', 'x join.other'], 'Set padding of a to 1', [1, 8, 9, 9]],
    ['zeros for a skip of a U-Net', [['x', 'Input', { shape: [1, 8, 57, 57] }], ['y', 'Input', { shape: [1, 4, 56, 56] }], cat], ['x join.input0', 'y join.input1'], 'Insert ZeroPad2d', [1, 12, 57, 57]],
    ['zeros for a sequence', [['x', 'Input', { shape: [1, 8, 57] }], ['y', 'Input', { shape: [1, 4, 56] }], cat], ['x join.input0', 'y join.input1'], 'Insert ConstantPad1d', [1, 12, 57]],
    ['dim left at the batch', [['x', 'Input', { shape: [1, 8, 5, 5] }], ['y', 'Input', { shape: [1, 4, 5, 5] }], ['join', 'Cat']], ['x join.input0', 'y join.input1'], 'Set dim to 1', [1, 12, 5, 5]],
    ['channels', [input(1, 64, 56, 56), ['a', 'Conv2d', { out_channels: 128, kernel_size: 3, padding: 1 }], add], ['x a', 'x join', 'a join.other'], 'Insert Conv2d 1 × 1', [1, 128, 56, 56]],
    ['channels and a stride', [input(1, 64, 57, 56), half('a', { out_channels: 128, padding: 1 }), add], ['x a', 'a join', 'x join.other'], 'Insert Conv2d 1 × 1', [1, 128, 29, 28]],
    ['features', [input(4, 64), ['a', 'Linear', { out_features: 32 }], add], ['x a', 'x join', 'a join.other'], 'Insert Linear', [4, 64]],
    ['features of tokens', [input(4, 7, 64), ['a', 'Linear', { out_features: 32 }], add], ['x a', 'x join', 'a join.other'], 'Insert Linear', [4, 7, 64]],
    ['channels of a sequence', [input(4, 8, 60), ['a', 'Conv1d', { out_channels: 16, kernel_size: 3, stride: 2, padding: 1 }], add], ['x a', 'x join', 'a join.other'], 'Insert Conv1d 1', [4, 16, 30]],
  ])('%s', (_, rows, wires, label, shape) => {
    const { problem, ...found } = mend(rows, { wires })
    expect(problem.fix?.label).toBe(label)
    expect(found).toMatchObject({ shape, left: [] })
  })

  it('leaves alone what others read too, and what padding does not reach', () => {
    const shared = mend([input(1, 3, 112, 112), half('a', { padding: 1 }), half('b', { padding: 2 }), cat, ['r', 'ReLU']], { wires: [...catWires, 'b r'] })
    expect(shared.problem.fix?.label).toBe('Set padding of a to 2')
    expect(mend([['x', 'Input', { shape: [1, 8, 57, 57] }], ['y', 'Input', { shape: [1, 4, 20, 20] }], cat], { wires: ['x join.input0', 'y join.input1'] }).problem.fix).toBeUndefined()
    expect(mend([input(3, 4), ['y', 'Input', { shape: [2, 4] }], add], { wires: ['x join', 'y join.other'] }).problem.fix).toBeUndefined()
  })
})

describe('a batch that was swallowed', () => {
  const images = input(8, 64, 7, 7)
  const flat: Row = ['flat', 'Flatten', { start_dim: 0 }]

  it('is warned of at the Flatten, and mended from behind as well', () => {
    const rows: Row[] = [images, flat, ['drop', 'Dropout'], ['fc', 'Linear', { in_features: 3136, out_features: 10 }]]
    const { problem, ...found } = mend(rows)
    expect(problem).toMatchObject({ node: 'fc', pytorch: 'mat1 and mat2 shapes cannot be multiplied (1x25088 and 3136x10)', fix: { label: 'Set start_dim of flat to 1' } })
    expect(problem.message).toBe('in_features is 3136, but the input has 25088 values a row: flat joins the batch of 8 with the rest; set its start_dim to 1.')
    expect(found).toMatchObject({ shape: [8, 10], left: [] })
    // One fault, one problem: the warning is there only while nothing behind says it.
    const doc = new GraphDocument(graph(rows, chained(rows)))
    const analysis = new GraphAnalysis(doc)
    const told = (): unknown[] => analysis.problems().map(({ severity, node }) => [severity, node])
    expect(told()).toEqual([['error', 'fc']])
    const { inverse, changed } = applied(doc, analysis, [{ kind: 'setParam', node: 'fc', param: 'in_features' }])
    expect(told()).toEqual([['warning', 'flat']])
    expect(changed.has('flat')).toBe(true)
    expect(applied(doc, analysis, inverse).changed.has('flat')).toBe(true)
    expect(told()).toEqual([['error', 'fc']])
    const warned = mend(rows.slice(0, 3), { severity: 'warning' })
    expect(warned.problem.message).toBe('Dimension 0, a batch of 8, is joined with the rest; set start_dim to 1 to keep it.')
    expect(warned).toMatchObject({ shape: [8, 3136], left: [] })
  })

  it.each<[string, readonly Row[], string, readonly number[]]>([
    ['samples joined', [images, ['view', 'Reshape', { shape: [-1, 6272] }]], 'Make it Flatten', [8, 3136]],
    ['samples cut', [images, ['view', 'Reshape', { shape: [-1, 392] }]], 'Make it Flatten', [8, 3136]],
    ['all in one row', [images, ['view', 'Reshape', { shape: [1, -1] }]], 'Make it Flatten', [8, 3136]],
    ['images of other channels', [images, ['view', 'Reshape', { shape: [-1, 16, 7, 7] }]], 'Set shape to 8 × -1 × 7 × 7', [8, 64, 7, 7]],
  ])('by a Reshape: %s', (_, rows, label, shape) => {
    const { problem, ...found } = mend(rows, { severity: 'warning' })
    expect(problem.fix?.label).toBe(label)
    expect(found).toMatchObject({ shape, left: [] })
  })

  it('is not seen in tokens joined or taken apart', () => {
    for (const [from, to] of [[[4, 7, 64], [-1, 64]], [[28, 64], [-1, 7, 64]], [[4, 7, 64], [4, -1]], [[1, 64], [-1]], [[4, 7, 64], [28, 64]]] as const) {
      const rows: Row[] = [input(...from), ['view', 'Reshape', { shape: to }]]
      expect(new GraphAnalysis(new GraphDocument(graph(rows, chained(rows)))).problems()).toEqual([])
    }
  })

  it('by a Reshape in front of a Linear', () => {
    const { problem, ...found } = mend([images, ['view', 'Reshape', { shape: [-1, 392] }], ['fc', 'Linear', { in_features: 3136, out_features: 10 }]])
    expect(problem).toMatchObject({ node: 'fc', fix: { label: 'Make view a Flatten' } })
    expect(found).toMatchObject({ shape: [8, 10], left: [] })
  })
})

describe('a Linear behind images', () => {
  it('gets a Flatten, whatever in_features says', () => {
    expect(mend([input(8, 16, 14, 14), ['fc', 'Linear', { in_features: 3136, out_features: 10 }]])).toMatchObject({ problem: { pytorch: 'mat1 and mat2 shapes cannot be multiplied (1792x14 and 3136x10)', fix: { label: 'Insert Flatten' } }, shape: [8, 10], left: [] })
    expect(mend([input(8, 16, 14, 14), ['fc', 'Linear', { in_features: 1050, out_features: 10 }]])).toMatchObject({ problem: { fix: { label: 'Insert Flatten, set in_features to 3136' } }, shape: [8, 10], left: [] })
  })
})

describe('scores and probabilities', () => {
  const scores: readonly Row[] = [input(4, 10), ['t', 'Input', { shape: [4], dtype: 'int64' }]]

  it('Softmax in front of CrossEntropyLoss', () => {
    const rows: Row[] = [...scores, ['soft', 'Softmax', { dim: 1 }], ['drop', 'Dropout'], ['loss', 'CrossEntropyLoss']]
    const { problem, ...found } = mend(rows, { wires: ['x soft', 'soft drop', 'drop loss', 't loss.target'], severity: 'warning' })
    expect(problem).toMatchObject({ node: 'loss', fix: { label: 'Take out soft' } })
    expect(problem.message).toBe('CrossEntropyLoss applies Softmax to its input itself, but soft (Softmax) in front has done so already, and done twice it flattens all differences; take out soft.')
    expect(found).toMatchObject({ left: [], ids: ['x', 't', 'drop', 'loss'] })
  })

  it('keeps a Softmax that others read', () => {
    const rows: Row[] = [...scores, ['soft', 'Softmax', { dim: 1 }], ['loss', 'CrossEntropyLoss'], ['out', 'Output']]
    const { problem, ...found } = mend(rows, { wires: ['x soft', 'soft loss', 't loss.target', 'soft out'], severity: 'warning', at: 'out' })
    expect(problem.fix?.label).toBe('Wire past soft')
    expect(found).toMatchObject({ left: [], shape: [4, 10] })
  })

  it('Sigmoid in front of BCEWithLogitsLoss, and Softmax in front of NLLLoss', () => {
    const twice = mend([input(4, 10), ['s', 'Sigmoid'], ['t', 'Input', { shape: [4, 10] }], ['loss', 'BCEWithLogitsLoss']], { wires: ['x s', 's loss', 't loss.target'], severity: 'warning' })
    expect(twice).toMatchObject({ problem: { fix: { label: 'Take out s' } }, left: [] })
    const logs = mend([...scores, ['soft', 'Softmax', { dim: 1 }], ['loss', 'NLLLoss']], { wires: ['x soft', 'soft loss', 't loss.target'], severity: 'warning' })
    expect(logs).toMatchObject({ problem: { fix: { label: 'Make soft LogSoftmax' } }, left: [] })
  })

  it('tells it as soon as the layer in front is another, and no longer', () => {
    const doc = new GraphDocument(graph([...scores, ['soft', 'Softmax', { dim: 1 }], ['loss', 'CrossEntropyLoss']], ['x soft', 'soft loss', 't loss.target']))
    const analysis = new GraphAnalysis(doc)
    const changed = analysis.update(doc.apply({ kind: 'setType', node: 'soft', type: 'ReLU', params: {} }))
    expect(changed).toContain('loss')
    expect(analysis.problems()).toEqual([])
    analysis.update(doc.apply({ kind: 'setType', node: 'soft', type: 'Softmax', params: { dim: 1 } }))
    expect(analysis.problems()).toHaveLength(1)
    analysis.update(doc.apply({ kind: 'setBypass', node: 'soft', bypass: true }))
    expect(analysis.problems()).toEqual([])
  })
})

describe('numbers of one layer', () => {
  it('groups are at fault where channels do not divide', () => {
    expect(mend([input(1, 6, 9, 9), ['conv', 'Conv2d', { out_channels: 6, kernel_size: 3, groups: 4 }]])).toMatchObject({ problem: { param: 'groups', pytorch: 'in_channels must be divisible by groups' }, shape: [1, 6, 7, 7], left: [] })
    expect(mend([input(1, 8, 9, 9), ['conv', 'ConvTranspose2d', { out_channels: 6, kernel_size: 3, groups: 4 }]]).problem).toMatchObject({ param: 'groups', pytorch: 'out_channels must be divisible by groups' })
  })

  it.each<[object, string]>([
    [{ stride: 2, output_padding: 2 }, 'output_padding is 2, but must be smaller than stride 2; set it to 0 or 1, for an output of 17×17 or 18×18.'],
    [{ stride: 1, output_padding: 1 }, 'output_padding is 1, but must be smaller than stride 1; set it to 0, for an output of 10×10.'],
    [{ stride: 2, dilation: 3, output_padding: 3 }, 'output_padding is 3, but must be smaller than stride 2 or dilation 3; set it to 0, 1 or 2, for an output of 21×21, 22×22 or 23×23.'],
    [{ stride: [2, 3], output_padding: 3 }, 'output_padding is 3, but must be smaller than stride 2×3; set it to 0 up to 1×2, for an output of 17×24 up to 18×26.'],
  ])('legal output_padding for %j', (params, message) => {
    const { problem, left } = mend([input(1, 3, 8, 8), ['up', 'ConvTranspose2d', { out_channels: 4, kernel_size: 3, ...params }]])
    expect(problem.message).toBe(message)
    expect(left).toEqual([])
  })

  it('a Reshape that does not go is refitted to a list', () => {
    expect(mend([input(2, 8), ['view', 'Reshape', { shape: [2, 5] }]])).toMatchObject({ left: [], shape: [2, 8] })
    expect(mend([input(7), ['view', 'Reshape', { shape: [2] }]])).toMatchObject({ left: [], shape: [7] })
  })
})

describe('states of another size', () => {
  const lstm = (state: number[], params: object = {}) => mend([['x', 'Input', { shape: [5, 2, 3] }], ['h', 'Input', { shape: state }], ['c', 'Input', { shape: [1, 2, 4] }], ['rnn', 'GRU', { hidden_size: 4, ...params }]], { wires: ['x rnn', 'h rnn.h_0'] })
  it.each<[string, number[], object, string]>([
    ['batch in front', [2, 1, 4], {}, 'Insert Transpose'],
    ['more values', [1, 2, 6], {}, 'Set hidden_size to 6'],
    ['more layers', [3, 2, 4], {}, 'Set num_layers to 3'],
    ['no batch', [1, 4], { }, 'Set shape of h to 1 × 2 × 4'],
    ['an odd number for both directions', [3, 2, 4], { bidirectional: true }, 'Set shape of h to 2 × 2 × 4'],
    ['everything', [3, 7, 9], {}, 'Set shape of h to 1 × 2 × 4'],
  ])('%s', (_, state, params, label) => {
    const { problem, left } = lstm(state, params)
    expect(problem.fix?.label).toBe(label)
    expect(left).toEqual([])
  })

  it('a batch of one that is missing is put in', () => {
    expect(mend([['x', 'Input', { shape: [5, 1, 3] }], ['h', 'Input', { shape: [1, 4] }], ['rnn', 'GRU', { hidden_size: 4 }]], { wires: ['x rnn', 'h rnn.h_0'] })).toMatchObject({ problem: { fix: { label: 'Insert Unsqueeze' } }, left: [] })
  })
})

describe('what the sizes tell before a run', () => {
  it('an unpooling that has fewer places than the pool had', () => {
    const rows: Row[] = [input(1, 1, 5, 5), ['pool', 'MaxPool2d', { kernel_size: 2, return_indices: true }], ['up', 'MaxUnpool2d', { kernel_size: 2 }]]
    const { problem, left, shape } = mend(rows, { wires: ['x pool', 'pool up', 'pool.indices up.indices'], severity: 'warning' })
    expect(problem.message).toBe('The output is 4×4, but pool took the values from 5×5, and their places are counted in that; set output_size to 5 × 5.')
    expect([left, shape]).toEqual([[], [1, 1, 5, 5]])
  })

  it('a table without rows', () => {
    expect(mend([['x', 'Input', { shape: [3], dtype: 'int64' }], ['embed', 'Embedding', { num_embeddings: 0, embedding_dim: 2 }]])).toMatchObject({ problem: { param: 'num_embeddings', pytorch: 'index_select(): self indexing axis dim should be positive' }, left: [] })
  })

  it('groups that do not divide the channels', () => {
    expect(mend([input(1, 12, 4, 4), ['mix', 'ChannelShuffle', { groups: 5 }]])).toMatchObject({ problem: { fix: { label: 'Set groups to 4' } }, left: [] })
  })

  it('more neighbouring channels than any memory holds', () => {
    expect(mend([input(1, 2, 2, 2), ['lrn', 'LocalResponseNorm', { size: 2 ** 31 }]]).problem.pytorch).toMatch(/^\[enforce fail at alloc_cpu.*you tried to allocate 34359738384 bytes/)
  })
})
