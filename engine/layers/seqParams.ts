/** Parameters of which PyTorch's recurrent layers check the type themselves. */
import type { Json } from '../document/types'
import { SIZE, unpacking } from './argument'
import type { ParamSpec } from './define'
import { valueOf } from './operators'
import { bool, int, size } from './params'
import { pythonType } from './python'

/** Python's True and False are ints too. */
const isInt = (json: Json): boolean => pythonType(json) === 'int' || typeof json === 'boolean'

/** An int that is one only to Python: True, False, or more than 64 bits. */
function countWords(name: string, json: Json): string | undefined {
  if ((valueOf(json) ?? 0) <= 0) return `${name} must be greater than zero`
  return typeof json === 'boolean' ? undefined : unpacking(SIZE, name === 'hidden_size' ? [json] : [1, json])
}

/** The same parameter; what it refuses, PyTorch refuses by its type. */
function typed<T>(inner: ParamSpec<T>, name: string, type: 'bool' | 'int'): ParamSpec<T> {
  return {
    ...inner,
    parse(json) {
      const parsed = inner.parse(json)
      if ('value' in parsed) return parsed
      const { refuse } = parsed
      const pytorch = type === 'int' && isInt(json) ? countWords(name, json) : `${name} should be of type ${type}, got: ${pythonType(json)}`
      return pytorch === undefined ? { refuse } : { refuse, pytorch }
    },
  }
}

export const typedBool = (name: string, help: string, initial: boolean): ParamSpec<boolean> => typed(bool(help, { default: initial }), name, 'bool')
export const typedInt = (name: string, help: string): ParamSpec<number> => typed(int(help, { min: 1 }), name, 'int')
export const typedSize = (name: string, help: string): ParamSpec<number> => typed(size(help), name, 'int')
