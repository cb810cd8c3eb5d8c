import { numberOf } from '../document/numbers'
import { SIZE, unpacking } from './argument'
import { defineLayer } from './define'
import { sequence } from './notes'
import { compared, valueOf } from './operators'
import { int } from './params'
import { pythonType } from './python'
import { callWords, checkRecurrent, hiddenSize, inferInputSize, inputSize, recurrentCaption, recurrentFormula, recurrentLayout, recurrentMacs, recurrentTensors, recurrentTypes, shared } from './recurrent'
import { lowerRecurrent } from './recurrentLower'

export const LSTM = defineLayer({
  type: 'LSTM',
  category: 'seq',
  summary: 'Reads a sequence step by step; gates decide what its cell keeps, forgets and shows.',
  keywords: ['recurrent', 'long short-term memory', 'sequence', 'time series', 'memory', 'gate'],
  example: { params: { hidden_size: 16, batch_first: true }, inputs: { input: { dtype: 'float32', shape: [2, 5, 8] } } },
  params: callWords('lstm', {
    input_size: inputSize,
    hidden_size: hiddenSize,
    ...shared,
    proj_size: compared('<', 'int', int('Shrinks the hidden state to this many values after each step; 0 leaves it.', { default: 0, min: 0 }), (json, { hidden_size: hidden }) => {
      const size = valueOf(json) ?? 0
      if (size < 0) return 'proj_size should be a positive integer or zero to disable projections'
      if (size >= (numberOf(hidden) ?? NaN)) return 'proj_size has to be smaller than hidden_size'
      return pythonType(json) === 'float' ? unpacking(SIZE, [1, json]) : undefined
    }),
  }),
  inputs: [{ name: 'input' }, { name: 'h_0', optional: true }, { name: 'c_0', optional: true }],
  outputs: () => [{ name: 'output' }, { name: 'h_n' }, { name: 'c_n' }],
  infer: { input_size: inferInputSize },
  construct: checkRecurrent,
  tensors: p => recurrentTensors('LSTM', p),
  forward: (p, inputs) => recurrentTypes('LSTM', p, inputs),
  notes: sequence(),
  lower: ctx => lowerRecurrent('LSTM', ctx),
  layout: recurrentLayout,
  macs: (p, inputs) => recurrentMacs('LSTM', p, inputs),
  caption: recurrentCaption,
  formula: recurrentFormula,
})
