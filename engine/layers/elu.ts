/** Activations that bend towards a constant below 0. */
import { phrases, say } from '../say'
import { activation, inplaceParam, inplaceWords, type Body } from './activation'
import { argument } from './argument'
import { numeral } from './binary'
import { refuse } from './define'
import { setParam } from './mends'
import { scalar } from './params'

/** scale * x above 0, scale * alpha * (exp(x * inner) - 1) elsewhere. */
function bend({ x, op, number, out }: Body, alpha: number, inner: number, scale: number): void {
  const exponent = inner === 1 ? x : op('Mul', [x, number(inner)], 'exponent')
  // exp(z) - 1 as tanh(z / 2) * (exp(z) + 1), which is exact near 0 too.
  const less = op('Mul', [op('Tanh', [op('Mul', [exponent, number(0.5)], 'half')], 'tanh'), op('Add', [op('Exp', [exponent], 'exp'), number(1)], 'more')], 'less')
  const low = op('Mul', [less, number(alpha * scale)], 'low')
  const high = scale === 1 ? x : op('Mul', [x, number(scale)], 'high')
  out('Where', [op('Greater', [x, number(0)], 'above', 'bool'), high, low])
}

const alphaHelp = 'Where the negative side levels out, at minus this.'

export const ELU = activation({
  type: 'ELU',
  kernel: 'elu_cpu',
  summary: 'Lets positive values through and bends negative ones towards minus alpha.',
  keywords: ['activation', 'exponential', 'Elu', 'F.elu'],
  params: { alpha: argument("elu(): argument 'alpha' (position 2)", scalar(alphaHelp, { default: 1 }), 'Number'), inplace: inplaceParam },
  numbers: p => ({ alpha: p.alpha }),
  body: (body, p) => bend(body, p.alpha.value, 1, 1),
  inplace: p => p.inplace,
  caption: p => phrases([p.alpha.value === 1 ? '' : say`alpha ${numeral(p.alpha)}`, inplaceWords(p)]),
})

export const CELU = activation({
  type: 'CELU',
  kernel: 'elu_cpu',
  summary: 'As ELU, but without a kink at 0, whatever alpha is.',
  keywords: ['activation', 'exponential', 'continuous', 'Celu', 'F.celu'],
  params: { alpha: argument("celu(): argument 'alpha' (position 2)", scalar(alphaHelp, { default: 1 }), 'Number'), inplace: inplaceParam },
  check({ alpha }) {
    if (alpha.value === 0) refuse({ code: 'bad-param', param: 'alpha', pytorch: 'ZeroDivisionError: alpha cannot be 0 for CELU', message: say`alpha is 0, and CELU divides by it; give another number.`, fix: setParam('alpha', 1, 1) })
  },
  numbers: p => ({ alpha: p.alpha }),
  body: (body, p) => bend(body, p.alpha.value, 1 / p.alpha.value, 1),
  inplace: p => p.inplace,
  caption: p => phrases([p.alpha.value === 1 ? '' : say`alpha ${numeral(p.alpha)}`, inplaceWords(p)]),
})

export const SELU = activation({
  type: 'SELU',
  kernel: 'elu_cpu',
  summary: 'A scaled ELU that keeps mean 0 and variance 1 through deep networks.',
  keywords: ['activation', 'scaled exponential', 'self-normalizing', 'Selu', 'F.selu'],
  params: { inplace: inplaceParam },
  body: body => bend(body, 1.6732632423543772848170429916717, 1, 1.0507009873554804934193349852946),
  inplace: p => p.inplace,
  caption: inplaceWords,
})
