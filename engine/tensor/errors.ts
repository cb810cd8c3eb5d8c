/**
 * A value that cannot be made or read as asked: wrong counts, numbers that do not fit, damaged files. The message is one
 * sentence for a person; `pytorch` is the first line of PyTorch's own refusal, where it refuses too.
 */
import type { Said } from '../say'

export class ValueError extends Error {
  override readonly name = 'ValueError'
  declare readonly message: Said
  readonly pytorch?: string

  constructor(message: Said, pytorch?: string) {
    super(message)
    if (pytorch !== undefined) this.pytorch = pytorch
  }
}
