/** ReLU's relatives that let something through below 0. */
import { phrases, say } from '../say'
import { activation, inplaceParam, inplaceWords, type Body } from './activation'
import { argument } from './argument'
import { numeral } from './binary'
import { refuse, type Scalar } from './define'
import { setParam } from './mends'
import { scalar } from './params'

/** x above 0, slope times x elsewhere. */
function leak({ x, op, number, out }: Body, slope: number): void {
  // Of a negative slope ONNX Runtime's gives another 0.
  const native = x.type.dtype === 'float32' && slope >= 0 && slope < Infinity
  if (native) out('LeakyRelu', [x], { alpha: { float: slope } })
  else out('Where', [op('Greater', [x, number(0)], 'positive', 'bool'), x, op('Mul', [x, number(slope)], 'leak')])
}

export const LeakyReLU = activation({
  type: 'LeakyReLU',
  kernel: 'leaky_relu_cpu',
  summary: 'Makes negative values smaller instead of turning them to 0.',
  keywords: ['activation', 'leaky', 'LeakyRelu', 'F.leaky_relu'],
  params: { negative_slope: argument("leaky_relu(): argument 'negative_slope' (position 2)", scalar('What negative values are multiplied by.', { default: 0.01 }), 'Number'), inplace: inplaceParam },
  numbers: p => ({ negative_slope: p.negative_slope }),
  body: (body, p) => leak(body, p.negative_slope.value),
  inplace: p => p.inplace,
  caption: p => phrases([say`slope ${numeral(p.negative_slope)}`, inplaceWords(p)]),
})

const middle = (p: { readonly lower: Scalar; readonly upper: Scalar }): number => (p.lower.value + p.upper.value) / 2

export const RReLU = activation({
  type: 'RReLU',
  layout: () => ({}),
  kernel: 'leaky_relu_cpu',
  summary: 'A leaky ReLU whose slope is random in training; here it is the middle of its range.',
  keywords: ['activation', 'randomized', 'leaky', 'F.rrelu'],
  params: {
    lower: argument("rrelu(): argument 'lower' (position 2)", scalar('The least slope in training.', { default: 0.125 }), 'Number'),
    upper: argument("rrelu(): argument 'upper' (position 3)", scalar('The greatest slope in training.', { default: 0.3333333333333333 }), 'Number'),
    inplace: inplaceParam,
  },
  check(p) {
    for (const name of ['lower', 'upper'] as const) {
      const { value } = p[name]
      // In place, PyTorch does not look.
      if (!p.inplace && !Number.isFinite(value)) {
        refuse({
          code: 'bad-param', param: name, pytorch: `rrelu: ${name} bound must be finite, got ${Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf'}`,
          message: say`${name} is ${value}; give a finite number.`, fix: setParam(name, name === 'lower' ? 0.125 : 0.3333333333333333),
        })
      }
    }
    if (p.lower.value > p.upper.value) {
      refuse({
        code: 'bad-param', param: 'lower', pytorch: 'Lower bound should be less than or equal to the upper bound',
        message: say`lower is ${numeral(p.lower)}, above upper, which is ${numeral(p.upper)}; set lower to ${numeral(p.upper)} or less.`, fix: setParam('lower', p.upper.value, 0.125),
      })
    }
  },
  numbers: p => ({ upper: { value: middle(p), float: true } }),
  body: (body, p) => leak(body, middle(p)),
  inplace: p => p.inplace,
  caption: p => phrases([say`slope ${Number(middle(p).toPrecision(4))}`, inplaceWords(p)]),
})
