import { phrases, plain } from '../say'
import { isObject } from '../document/json'
import { defineLayer } from './define'
import { DTYPES } from '../tensor/dtype'
import { choice, shape, starting, value } from './params'


export const Input = defineLayer({
  type: 'Input',
  stem: 'x',
  category: 'io',
  summary: 'Where values come in: an image, an array, random numbers or numbers typed in.',
  keywords: ['source', 'start', 'image', 'data', 'file', 'random', 'placeholder'],
  params: {
    shape: starting([1, 1, 28, 28], shape('Sizes of the input, the batch first: 1, 3, 224, 224.')),
    dtype: choice(DTYPES, 'Type of the values.', { default: 'float32' }),
    value: starting({ kind: 'randn', seed: 0 }, value('What the input holds when the graph runs.')),
  },
  inputs: [],
  outputs: () => [{ name: 'output' }],
  forward: p => ({ output: { dtype: p.dtype, shape: p.shape } }),
  lower() {
    // The graph's lowering makes every Input a graph input.
  },
  caption(p) {
    const { kind, path } = isObject(p.value) ? p.value : {}
    const what = kind === 'file' && typeof path === 'string' ? path.split('/').at(-1) ?? path : typeof kind === 'string' ? kind : ''
    return phrases([plain(what), ...(p.dtype === 'float32' ? [] : [plain(p.dtype)])])
  },
})
