import { phrases, say } from '../say'
import { argument } from './argument'
import { defineLayer } from './define'
import { classFault, indexLossShape, lowerIndexLoss, placeFormula, widenedLogs } from './indexLoss'
import { logsWanted } from './lossAdvice'
import { LOSS_PORTS, reductionWords } from './loss'
import { lossBuffers, reduction, tensor } from './lossParams'
import { int } from './params'

export const NLLLoss = defineLayer({
  type: 'NLLLoss',
  stem: 'loss',
  category: 'loss',
  summary: 'How little the log-probability of the right class is; LogSoftmax gives what it takes.',
  keywords: ['negative log likelihood', 'classification', 'F.nll_loss', 'NegativeLogLikelihoodLoss'],
  params: {
    weight: tensor('weight', 'How much each class counts; null counts all the same.'),
    ignore_index: argument("nll_loss_nd(): argument 'ignore_index' (position 5)", int('A class that counts for nothing.', { default: -100 })),
    reduction,
  },
  inputs: LOSS_PORTS,
  tensors: ({ weight }) => lossBuffers({ weight }),
  outputs: () => [{ name: 'output' }],
  forward(p, { input, target }) {
    return input && target ? { output: { dtype: input.dtype, shape: indexLossShape('NLLLoss', p, input, target) } } : {}
  },
  advice: logsWanted,
  fault: classFault,
  lower: ctx => lowerIndexLoss(ctx, widenedLogs(ctx, ctx.input('input')), 0),
  caption: p => phrases([p.weight ? say`weighted` : '', p.ignore_index === -100 ? '' : say`class ${p.ignore_index} ignored`, ...reductionWords(p.reduction)]),
  formula: placeFormula,
})
