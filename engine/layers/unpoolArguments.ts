/** What Python and PyTorch say to the numbers of MaxUnpool2d that are none: it works the sizes out in Python first. */
import type { Json, Params } from '../document/types'
import { unpacking } from './argument'
import type { Inputs } from './define'
import { valueOf } from './operators'
import { pythonNumber, pythonType } from './python'

type Name = 'kernel_size' | 'stride' | 'padding'

/** The two numbers of a parameter, a text being a list of its letters to Python where there are two of them. */
const pair = (json: Json): readonly Json[] => (Array.isArray(json) ? json as readonly Json[] : [json, json])
const isNumber = (json: Json | undefined): json is Json => json !== undefined && valueOf(json) !== undefined

/** What is said to the first that is no number: where it stands in `(n - 1) * stride + kernel_size - 2 * padding`. */
function operand(name: Name, type: string, strided: boolean): string | undefined {
  if (type !== 'str' && type !== 'NoneType' && type !== 'list') return undefined
  if (name === 'padding') return `unsupported operand type(s) for ${type === 'NoneType' ? '*' : '-'}: 'int' and '${type}'`
  if (name === 'stride') return type === 'NoneType' ? "unsupported operand type(s) for *: 'int' and 'NoneType'" : `can only concatenate ${type} (not "int") to ${type}`
  if (strided) return `unsupported operand type(s) for +: 'int' and '${type}'`
  return type === 'NoneType' ? "unsupported operand type(s) for *: 'int' and 'NoneType'" : `unsupported operand type(s) for -: '${type}' and 'int'`
}

export const unpoolWords = (name: Name) => (json: Json, params: Params) => ({ input }: Inputs): string | undefined => {
  const given: Params = { ...params, [name]: json }
  const { kernel_size: kernel = 1, padding = 0 } = given
  const stride = given['stride'] ?? null
  const [kernels, steps, pads] = [pair(kernel), pair(stride ?? kernel), pair(padding)]
  if (kernels.length < 2) return `There should be exactly two elements (height, width) in output_size, but got ${kernels.length} elements.`
  if ([kernels, steps, pads].some(list => list.length < 2) || kernels.length > 2) return 'tuple index out of range'
  const odd = pair(json).find(one => !isNumber(one))
  if (odd !== undefined) return operand(name, pythonType(odd), stride !== null)
  const sizes = kernels.map((one, i) => {
    const all = [one, steps[i], pads[i]].filter(isNumber)
    const [k = 0, s = 0, p = 0] = all.map(value => valueOf(value))
    return { value: ((input?.shape.at(i - 2) ?? 1) - 1) * s + k - 2 * p, float: all.some(value => pythonType(value) === 'float') }
  })
  const below = sizes.findIndex(({ value }) => value < 0 || Number.isNaN(value))
  const found = sizes[below]
  if (found) return `max_unpooling: output_size must contain non-negative spatial dimensions, but got output_size[${below}]=${pythonNumber(found)}`
  return unpacking("max_unpool2d(): argument 'output_size' (position 3)", sizes.map(({ float }) => (float ? 0.5 : 0)))
}
