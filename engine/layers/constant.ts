import { Input } from './input'
import type { Layer } from './define'

/** Holds a value as an Input does, but is a part of the model; the graph's lowering knows it by its type. */
export const Constant: Layer = {
  ...Input,
  type: 'Constant',
  stem: 'const',
  summary: 'A fixed value that is part of the model: numbers typed in, made by rule or read from a file.',
  keywords: ['literal', 'fixed', 'number', 'tensor', 'buffer', 'mask', 'zeros', 'ones', 'arange'],
}
