import { defineLayer } from './define'
import { sequence } from './notes'
import { callWords, checkRecurrent, hiddenSize, inferInputSize, inputSize, recurrentCaption, recurrentFormula, recurrentLayout, recurrentMacs, recurrentTensors, recurrentTypes, shared } from './recurrent'
import { lowerRecurrent } from './recurrentLower'

export const GRU = defineLayer({
  type: 'GRU',
  category: 'seq',
  summary: 'Reads a sequence step by step; two gates mix the new state with the old. Lighter than LSTM.',
  keywords: ['recurrent', 'gated recurrent unit', 'sequence', 'time series', 'memory', 'gate'],
  example: { params: { hidden_size: 16, batch_first: true }, inputs: { input: { dtype: 'float32', shape: [2, 5, 8] } } },
  params: callWords('gru', { input_size: inputSize, hidden_size: hiddenSize, ...shared }),
  inputs: [{ name: 'input' }, { name: 'h_0', optional: true }],
  outputs: () => [{ name: 'output' }, { name: 'h_n' }],
  infer: { input_size: inferInputSize },
  construct: checkRecurrent,
  tensors: p => recurrentTensors('GRU', p),
  forward: (p, inputs) => recurrentTypes('GRU', p, inputs),
  notes: sequence(),
  lower: ctx => lowerRecurrent('GRU', ctx),
  layout: recurrentLayout,
  macs: (p, inputs) => recurrentMacs('GRU', p, inputs),
  caption: recurrentCaption,
  formula: recurrentFormula,
})
