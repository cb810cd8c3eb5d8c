/** Dropouts do nothing outside training: the input goes on as it is, in the same memory. */
import { say } from '../say'
import type { TensorType } from '../tensor/dtype'
import { compared } from './operators'
import { numeral } from './binary'
import { defineLayer, refuse, type Layer, type LayerDefinition, type Scalar } from './define'
import { setParam } from './mends'
import { share, truth } from './params'
import { pythonNumber } from './python'
import { times } from './words'

const params = {
  p: compared('<', 'int', share('How many values training turns to 0, as a share. Changes nothing here.', { default: 0.5 })),
  inplace: truth('Overwrites the input in training. Changes nothing here.', { default: false }),
}

interface DropoutParams {
  readonly p: Scalar
  readonly inplace: boolean
}

function checkShare({ p }: DropoutParams): void {
  if (p.value >= 0 && p.value <= 1) return
  refuse({
    code: 'bad-param', param: 'p', pytorch: `dropout probability has to be between 0 and 1, but got ${pythonNumber(p)}`,
    message: say`p is ${numeral(p)}; a share is between 0 and 1.`, fix: setParam('p', 0.5, 0.5),
  })
}

type Extra = Pick<LayerDefinition<typeof params>, 'notes'> & { readonly check?: (input: TensorType) => void }

function dropout(type: string, summary: string, keywords: readonly string[], { check, ...extra }: Extra = {}): Layer {
  return defineLayer<typeof params>({
    ...extra,
    type,
    category: 'norm',
    summary,
    keywords: ['regularization', 'drop', 'Dropout', ...keywords],
    params,
    inputs: [{ name: 'input' }],
    outputs: () => [{ name: 'output' }],
    construct: checkShare,
    forward(_, { input }): Readonly<Record<string, TensorType>> {
      if (!input) return {}
      check?.(input)
      return { output: input }
    },
    lower(ctx) {
      ctx.emitOutput('Identity', [ctx.input('input')], ['output'])
    },
    view: { shares: () => true, write: ctx => ctx.written },
    caption: p => say`p ${numeral(p.p)}`,
  })
}

export const Dropout = dropout('Dropout', 'Turns random values to 0 in training; outside it passes its input on.', ['F.dropout'])

export const Dropout1d = dropout('Dropout1d', 'Turns whole channels of a signal to 0 in training; outside it passes its input on.', ['channel', 'F.dropout1d'], {
  check({ shape }) {
    if (shape.length === 2 || shape.length === 3) return
    refuse({
      code: 'shape-mismatch', port: 'input',
      pytorch: `dropout1d: Expected 2D or 3D input, but received a ${shape.length}D input. Note that dropout1d exists to provide channel-wise dropout on inputs with 1 spatial dimension, a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs).`,
      message: say`Dropout1d takes channels × length, with a batch in front or not, but the input is ${times(shape)}, of ${shape.length} dimensions.`,
    })
  },
})

export const Dropout2d = dropout('Dropout2d', 'Turns whole channels of an image to 0 in training; outside it passes its input on.', ['channel', 'spatial', 'F.dropout2d'], {
  notes(_, { input }) {
    const rank = input?.shape.length ?? 4
    if (rank === 4) return []
    const message = rank === 3
      ? say`Dropout2d reads three dimensions as batch × channels × length; Dropout1d says so, and an image wants a batch in front.`
      : say`Dropout2d means batch × channels × height × width, but the input has ${rank} dimensions; Dropout takes any.`
    return [{ severity: 'warning', message }]
  },
})

export const AlphaDropout = dropout('AlphaDropout', "Drops values so that SELU's mean 0 and variance 1 are kept, in training; outside it passes its input on.", ['SELU', 'F.alpha_dropout'])
