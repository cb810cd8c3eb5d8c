/** The error function in float64, for which ONNX Runtime has no kernel. */
import type { Body } from './activation'
import type { Value } from './define'

/**
 * Of ln(erfc(x) / t) + x², a polynomial in u = 2t - 1 with t = 2 / (2 + x), from the constant term on: a least-squares
 * fit at Chebyshev points, within 2e-13 of erfc for every x from 0 on.
 */
const COEFFICIENTS = [
  -0.6717940840566908, 0.6726432239801825, 0.04734330684141767, -0.046895610418668056, -0.00987268934237108,
  0.008824942672187669, 0.0017589331002087188, -0.002345854073409529, -0.00014624235074753577, 0.000673910787460871,
  -9.376137073908432e-05, -0.0001750865363390586, 7.14988860779732e-05, 3.342121333443139e-05, -3.042893802045692e-05,
  -2.1629057008120615e-06, 8.963416587502481e-06, -9.576015145285064e-07, -1.7217709682881842e-06, 2.3462489480152744e-07,
  1.6384292393922817e-07,
]

/** erf(z) = sign(z) * (1 - t * exp(p(u) - z²)), t taken at |z|. */
export function erf({ op, number }: Pick<Body, 'op' | 'number'>, z: Value): Value {
  const size = op('Abs', [z], 'erf/size')
  const t = op('Div', [number(2), op('Add', [size, number(2)], 'erf/over')], 'erf/t')
  const u = op('Sub', [op('Add', [t, t], 'erf/twice'), number(1)], 'erf/u')
  const [top = 0, ...rest] = [...COEFFICIENTS].reverse()
  const first = op('Mul', [u, number(top)], 'erf/term')
  const fit = rest.reduce((sum, c, i) => {
    const added = op('Add', [sum, number(c)], 'erf/sum')
    return i === rest.length - 1 ? added : op('Mul', [added, u], 'erf/term')
  }, first)
  const tail = op('Mul', [t, op('Exp', [op('Sub', [fit, op('Mul', [z, z], 'erf/square')], 'erf/exponent')], 'erf/exp')], 'erf/tail')
  return op('Mul', [op('Sign', [z], 'erf/sign'), op('Sub', [number(1), tail], 'erf/rest')], 'erf')
}
