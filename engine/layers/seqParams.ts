/** Parameters of which PyTorch's recurrent layers check the type themselves. */
import type { ParamSpec } from './define'
import { bool, int, size } from './params'
import { pythonType } from './python'

/** The same parameter; what it refuses, PyTorch refuses by its type. */
function typed<T>(inner: ParamSpec<T>, name: string, type: 'bool' | 'int'): ParamSpec<T> {
  return {
    ...inner,
    parse(json) {
      const parsed = inner.parse(json)
      return 'value' in parsed ? parsed : { ...parsed, pytorch: `${name} should be of type ${type}, got: ${pythonType(json)}` }
    },
  }
}

export const typedBool = (name: string, help: string, initial: boolean): ParamSpec<boolean> => typed(bool(help, { default: initial }), name, 'bool')
export const typedInt = (name: string, help: string): ParamSpec<number> => typed(int(help, { min: 1 }), name, 'int')
export const typedSize = (name: string, help: string): ParamSpec<number> => typed(size(help), name, 'int')
