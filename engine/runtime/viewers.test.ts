import { afterEach, expect, it } from 'vitest'
import { numel, type Tensor } from '../tensor/dtype'
import { viewOf, type View } from './view'
import { Viewers, ViewersLost } from './viewers'

const open: Viewers[] = []
function viewers(threads: number): Viewers {
  const one = new Viewers(threads)
  open.push(one)
  return one
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

function values(): Tensor[] {
  const shapes = [[1, 16, 96, 96], [1, 40, 64, 64], [1, 8, 100, 150], [300, 500], [1, 1000], []]
  return shapes.map((shape, k) => ({ dtype: 'float32', shape, data: Float32Array.from({ length: numel(shape) }, (_, i) => (k === 3 && i === 7 ? NaN : Math.sin(i * i) * k)) }))
}

/** Bytes compare in no time, arrays of numbers do not. */
const plain = ({ dtype, shape, data }: Tensor): unknown => [dtype, shape, Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('latin1')]
const plainView = ({ stats, thumb }: View): unknown => [stats, { ...thumb, data: Buffer.from(thumb.data).toString('latin1') }]

/** Orders until a thread has taken part. */
async function together(some: Viewers): Promise<{ given: Tensor[]; viewed: Awaited<ReturnType<Viewers['view']>> }> {
  for (;;) {
    const given = values()
    const viewed = await some.view(given)
    if (given.some(({ data }, i) => data.length === 0 && numel(given[i]!.shape) > 0)) return { given, viewed }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

it('gives the same on several threads as on one, and the values back', async () => {
  for (const threads of [1, 3]) {
    const { given, viewed } = await together(viewers(threads))
    expect(given.some(({ data }) => data.length > 0)).toBe(true)
    for (const [i, tensor] of values().entries()) {
      expect(plain(viewed[i]!.tensor)).toEqual(plain(tensor))
      expect(plainView(viewed[i]!.view)).toEqual(plainView(viewOf(tensor, false)))
    }
  }
})

it('says when a thread ended, and does without it from then on', async () => {
  const some = viewers(1)
  await together(some)
  // It is on its way out already, so that no answer can come before.
  const closing = some.close()
  const lost = some.view(values())
  await closing
  await expect(lost).rejects.toThrow(ViewersLost)
  const whole = values()
  expect((await some.view(whole)).map(({ tensor }) => plain(tensor))).toEqual(values().map(plain))
  expect(whole[0]?.data.length).toBe(numel([1, 16, 96, 96]))
})
