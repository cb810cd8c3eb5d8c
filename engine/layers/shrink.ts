/** Activations that leave a gap around 0. */
import { say } from '../say'
import { isFloating, type DType } from '../tensor/dtype'
import { activation } from './activation'
import { argument } from './argument'
import { numeral } from './binary'
import { refuse, type ParamSpec, type Scalar } from './define'
import { setParam } from './mends'
import { scalar } from './params'
import { cppNumber } from './python'
import { SCALAR_TYPE } from './types'

const lambd = (kernel: string): ParamSpec<Scalar> => argument(`${kernel}(): argument 'lambd' (position 2)`, scalar('Half the width of the gap.', { default: 0.5 }), 'Number')
const LARGEST: Readonly<Partial<Record<DType, number>>> = { float64: Number.MAX_VALUE, float32: 3.4028234663852886e38, float16: 65504 }

function checkRange(lambda: Scalar, dtype: DType): void {
  const largest = LARGEST[dtype]
  if (largest === undefined || (lambda.value >= 0 && lambda.value <= largest)) return
  refuse({
    code: 'bad-param', param: 'lambd', pytorch: `lambda must be in range [0, ${cppNumber(largest)}] for input dtype ${SCALAR_TYPE[dtype]}, but found ${cppNumber(lambda.value)}`,
    message: say`lambd is ${numeral(lambda)}; set it to 0 or more, within what ${dtype} holds.`, fix: setParam('lambd', 0.5, 0.5),
  })
}

export const Softshrink = activation({
  type: 'Softshrink',
  kernel: 'softshrink_check',
  summary: 'Moves values towards 0 by lambd; those nearer than that become 0.',
  keywords: ['activation', 'soft threshold', 'Shrink', 'F.softshrink'],
  params: { lambd: lambd('softshrink') },
  check: (p, { dtype }) => { if (isFloating(dtype)) checkRange(p.lambd, dtype) },
  body({ x, op, number, out }, p) {
    const { value } = p.lambd
    const low = op('Where', [op('Less', [x, number(-value)], 'below', 'bool'), op('Add', [x, number(value)], 'raised'), op('Mul', [x, number(0)], 'nothing')], 'low')
    out('Where', [op('Greater', [x, number(value)], 'above', 'bool'), op('Sub', [x, number(value)], 'lowered'), low])
  },
  caption: p => say`lambd ${numeral(p.lambd)}`,
})

export const Hardshrink = activation({
  type: 'Hardshrink',
  kernel: 'hardshrink_cpu',
  summary: 'Turns values nearer to 0 than lambd to 0 and lets the others through.',
  keywords: ['activation', 'hard threshold', 'Shrink', 'F.hardshrink'],
  params: { lambd: lambd('hardshrink') },
  numbers: p => ({ lambd: p.lambd }),
  narrow: true,
  body({ x, op, number, out }, p) {
    const { value } = p.lambd
    const inside = op('And', [op('GreaterOrEqual', [x, number(-value)], 'above', 'bool'), op('LessOrEqual', [x, number(value)], 'below', 'bool')], 'inside')
    out('Where', [inside, number(0), x])
  },
  caption: p => say`lambd ${numeral(p.lambd)}`,
})
