/**
 * A value that cannot be made or read as asked: wrong counts, numbers that do not fit, damaged files. The message is one
 * sentence for a person; `pytorch` is the first line of PyTorch's own refusal, where it refuses too.
 */
export class ValueError extends Error {
  override readonly name = 'ValueError'
  readonly pytorch?: string

  constructor(message: string, pytorch?: string) {
    super(message)
    if (pytorch !== undefined) this.pytorch = pytorch
  }
}
