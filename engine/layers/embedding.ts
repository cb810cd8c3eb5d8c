import { numberOf } from '../document/numbers'
import { phrases, say } from '../say'
import { numel, type DType } from '../tensor/dtype'
import { giveConstant, opOf } from './algebra'
import { weightSize, worded } from './argument'
import { defineLayer, refuse, type ParamSpec } from './define'
import { scalarOf } from './emit'
import { outOfRange, wrongIndex } from './faults'
import { refusePort } from './loss'
import { setParam } from './mends'
import { compared, valueOf } from './operators'
import { int, nullable } from './params'
import { sizes, times } from './words'

/** PyTorch's names of tensors in this one message. */
const NAMES: Readonly<Record<Exclude<DType, 'int64' | 'int32'>, string>> =
  { float32: 'torch.FloatTensor', float64: 'torch.DoubleTensor', float16: 'torch.HalfTensor', bool: 'CPUBoolType' }

/** Of how many rows padding_idx has to be one, before they are a size; from the end where it is below 0. */
const rowCount = (inner: ParamSpec<number>): ParamSpec<number> => {
  const sized = weightSize(0, inner)
  return worded(inner, (type, json, params) => {
    const pad = numberOf(params['padding_idx']) ?? 0
    const rows = valueOf(json)
    if (pad > 0 && rows === undefined) return `'>=' not supported between instances of 'int' and '${type}'`
    if (pad > 0 && rows !== undefined && pad >= rows) return OUTSIDE
    const parsed = sized.parse(json, params)
    return 'refuse' in parsed ? parsed.pytorch : undefined
  })
}
const OUTSIDE = 'Padding_idx must be within num_embeddings'

export const Embedding = defineLayer({
  type: 'Embedding',
  stem: 'embed',
  category: 'lin',
  summary: 'A table with a learned row for each index: looks the rows up.',
  keywords: ['lookup', 'token', 'word vector', 'Gather', 'F.embedding'],
  params: {
    num_embeddings: rowCount(int('How many rows the table has.', { min: 1, start: 10 })),
    embedding_dim: weightSize(1, int('Values of a row.', { min: 1, start: 8 })),
    padding_idx: nullable(compared('>', 'int', int('A row that begins as zeros and stays so in training.', { default: null }), (json, { num_embeddings: rows }) => {
      if (typeof json === 'boolean') return "embedding(): argument 'padding_idx' (position 3) must be int, not bool"
      return Math.abs(valueOf(json) ?? 0) < (numberOf(rows) ?? NaN) ? 'only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got float)' : OUTSIDE
    })),
  },
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  construct(p) {
    const pad = p.padding_idx
    if (pad !== null && (pad > 0 ? pad >= p.num_embeddings : pad < Math.min(0, -p.num_embeddings))) {
      refuse({
        code: 'bad-param', param: 'padding_idx', pytorch: OUTSIDE, fix: setParam('padding_idx', 0),
        message: say`padding_idx is ${pad}, but the table has the rows 0 to ${p.num_embeddings - 1}; name one of them.`,
      })
    }
    const shape = [p.num_embeddings, p.embedding_dim]
    if (pad === 0 && p.num_embeddings === 0) {
      refuse({ code: 'bad-param', param: 'padding_idx', pytorch: 'index 0 is out of bounds for dimension 0 with size 0', message: say`padding_idx is 0, but the table has no rows; leave it out.` })
    }
    const negative = shape.find(n => n < 0)
    if (negative === undefined) return
    const param = p.num_embeddings < 0 ? 'num_embeddings' : 'embedding_dim'
    refuse({ code: 'bad-param', param, pytorch: `Trying to create tensor with negative dimension ${negative}: ${sizes(shape)}`, message: say`${param} is ${negative}; a size cannot be negative.` })
  },
  tensors(p) {
    const pad = p.padding_idx === null ? undefined : p.padding_idx < 0 ? p.padding_idx + p.num_embeddings : p.padding_idx
    return [{
      name: 'weight', shape: [p.num_embeddings, p.embedding_dim], dtype: 'float32', role: 'parameter',
      init: { kind: 'normal', std: 1, ...(pad === undefined ? {} : { zeroRow: pad }) },
    }]
  },
  forward(p, { input }) {
    if (!input) return {}
    const { dtype, shape } = input
    if (dtype !== 'int64' && dtype !== 'int32') {
      refusePort('input', input, say`${'Embedding'} takes whole numbers`, `Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got ${NAMES[dtype]} instead (while checking arguments for embedding)`, 'int64')
    }
    if (p.num_embeddings === 0 && numel(shape) > 0) {
      refuse({ code: 'bad-param', param: 'num_embeddings', pytorch: 'index_select(): self indexing axis dim should be positive', message: say`num_embeddings is 0, so the table has no row to look up; set it to 1 or more.`, fix: setParam('num_embeddings', 1) })
    }
    return { output: { dtype: 'float32', shape: [...shape, p.embedding_dim] } }
  },
  fault: {
    ports: ['input'],
    find({ num_embeddings: rows }, _, values) {
      const { input = [] } = values
      const at = outOfRange(input, rows)
      if (at === undefined) return undefined
      return wrongIndex('input', input[at] ?? 0, at, rows, 'rows', 'index out of range in self')
    },
  },
  lower(ctx) {
    const output = ctx.outputs['output']
    if (!output) return
    if (numel(output.shape) === 0) return giveConstant(ctx, 0)
    const input = ctx.input('input')
    const op = opOf(ctx)
    const number = (value: number, what: string): typeof input => ctx.constant(what, scalarOf(input.type.dtype, value))
    // ONNX counts negative indices from the end; PyTorch refuses them, and beyond the end both do.
    const index = op('Where', [op('Less', [input, number(0, 'first')], 'negative', 'bool'), number(ctx.params.num_embeddings, 'beyond'), input], 'index')
    ctx.emitOutput('Gather', [ctx.tensor('weight'), index], ['output'], { axis: { int: 0 } })
  },
  macs: (p, { input }) => (input && input.shape.length > 0 ? input.shape[0] ?? 1 : 1) * p.num_embeddings * p.embedding_dim,
  caption: p => phrases([say`${p.num_embeddings} × ${p.embedding_dim}`, ...(p.padding_idx === null ? [] : [say`padding ${p.padding_idx}`])]),
  formula(p, { input }) {
    if (!input) return []
    return [{ pieces: [{ text: say`${input.shape.length ? times(input.shape) : say`one index`} → ${input.shape.map(n => `${n} × `).join('')}` }, { text: String(p.embedding_dim), value: true, param: 'embedding_dim' }] }]
  },
})
