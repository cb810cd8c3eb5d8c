import { phrases, plain } from '../say'
import { defineLayer } from './define'
import { sequence } from './notes'
import { choice } from './params'
import { callWords, checkRecurrent, hiddenSize, inferInputSize, inputSize, recurrentCaption, recurrentFormula, recurrentLayout, recurrentMacs, recurrentTensors, recurrentTypes, shared } from './recurrent'
import { lowerRecurrent } from './recurrentLower'

const { num_layers, ...rest } = shared

export const RNN = defineLayer({
  type: 'RNN',
  category: 'seq',
  summary: 'Reads a sequence step by step and carries a hidden state along; the simplest of its kind.',
  keywords: ['recurrent', 'Elman', 'sequence', 'time series', 'memory'],
  example: { params: { hidden_size: 16, batch_first: true }, inputs: { input: { dtype: 'float32', shape: [2, 5, 8] } } },
  params: callWords('rnn', {
    input_size: inputSize,
    hidden_size: hiddenSize,
    num_layers,
    nonlinearity: choice(['tanh', 'relu'], 'What bends the new state.', { default: 'tanh', unknownAny: word => `Unknown nonlinearity '${word}'. Select from 'tanh' or 'relu'.` }),
    ...rest,
  }),
  inputs: [{ name: 'input' }, { name: 'h_0', optional: true }],
  outputs: () => [{ name: 'output' }, { name: 'h_n' }],
  infer: { input_size: inferInputSize },
  construct: checkRecurrent,
  tensors: p => recurrentTensors('RNN', p),
  forward: (p, inputs) => recurrentTypes('RNN', p, inputs),
  notes: sequence(),
  lower: ctx => lowerRecurrent('RNN', ctx, ctx.params.nonlinearity === 'relu' ? 'Relu' : 'Tanh'),
  layout: recurrentLayout,
  macs: (p, inputs) => recurrentMacs('RNN', p, inputs),
  caption: (p, inputs) => phrases([recurrentCaption(p, inputs), ...(p.nonlinearity === 'relu' ? [plain('relu')] : [])]),
  formula: recurrentFormula,
})
