/** One axis of a window: the settings that give a wanted size along it, and how far each is from the present one. */
import { extent } from '../layers/spatial'
import type { AxisParam, AxisValue, Setting, WindowJudge, WindowSpec } from './solverWindow'

export interface AxisChoice {
  readonly values: Readonly<Partial<Record<AxisParam, AxisValue>>>
  readonly ceil: boolean
  /** Distance from the present setting, unusual values counted in. */
  readonly cost: number
}

export type AxisChange = AxisParam | 'ceil_mode'

/** How much a step of a parameter counts: a stride or a dilation changes more of what is seen than a row of padding. */
const WEIGHT: Readonly<Record<AxisParam, number>> = { kernel_size: 1, stride: 2, padding: 1, dilation: 2, output_padding: 1 }

/** How far values are tried, by how many parameters change at a time. */
const REACH: readonly Readonly<Record<AxisParam, number>>[] = [
  { kernel_size: 512, stride: 512, padding: 512, dilation: 128, output_padding: 16 },
  { kernel_size: 13, stride: 8, padding: 10, dilation: 6, output_padding: 4 },
  { kernel_size: 7, stride: 4, padding: 5, dilation: 3, output_padding: 2 },
]
export const MOST_CHANGES = REACH.length

const least = (param: AxisParam): number => (param === 'padding' || param === 'output_padding' ? 0 : 1)

export class AxisSearch {
  /** The reached size that is nearest to the wanted one. */
  nearest: number | undefined
  readonly #present: Readonly<Partial<Record<AxisParam, AxisValue>>>

  constructor(readonly judge: WindowJudge, readonly spec: WindowSpec, readonly axis: number, readonly from: number, readonly wanted: number, readonly present: Setting) {
    this.#present = Object.fromEntries(spec.params.map(name => [name, present.axes[name]?.[axis] ?? null]))
  }

  /** All choices that change exactly these parameters and give the wanted size. */
  choices(changed: readonly AxisChange[]): readonly AxisChoice[] {
    const found: AxisChoice[] = []
    const names = changed.filter(name => name !== 'ceil_mode')
    const ceil = this.#ceil(changed)
    const walk = (at: number, values: Readonly<Partial<Record<AxisParam, AxisValue>>>): void => {
      const name = names[at]
      if (name === undefined) {
        const size = this.#size(values, ceil)
        if (size === this.wanted && !this.#idle(changed, values)) found.push({ values, ceil, cost: this.#cost(values, ceil) })
        return
      }
      for (const value of this.#candidates(name, changed.length)) walk(at + 1, { ...values, [name]: value })
    }
    walk(0, this.#present)
    return found
  }

  /** Whether one of the changes cannot matter: steps to one place alone, gaps in a kernel of one, a ceil_mode that rounds nothing. */
  #idle(changed: readonly AxisChange[], values: Readonly<Partial<Record<AxisParam, AxisValue>>>): boolean {
    const changes = (name: AxisChange): boolean => changed.length > 1 && changed.includes(name)
    if (changes('dilation') && values.kernel_size === 1) return true
    if (changes('stride') && this.judge.along(this.axis, { ...values, stride: this.#present.stride ?? null }, this.#ceil(changed)) === this.wanted && this.wanted === 1) return true
    return changes('ceil_mode') && this.judge.along(this.axis, values, this.present.ceil) === this.wanted
  }

  #ceil(changed: readonly AxisChange[]): boolean {
    return this.present.ceil !== changed.includes('ceil_mode')
  }

  #size(values: Readonly<Partial<Record<AxisParam, AxisValue>>>, ceil: boolean): number | undefined {
    const size = this.judge.along(this.axis, values, ceil)
    if (size !== undefined && (this.nearest === undefined || Math.abs(size - this.wanted) < Math.abs(this.nearest - this.wanted))) this.nearest = size
    return size
  }

  /** Values of a parameter other than the present one, as far as is sensible where `changes` parameters change. */
  #candidates(name: AxisParam, changes: number): readonly AxisValue[] {
    const { from, wanted } = this
    const present = this.#present[name] ?? null
    const reach = REACH[changes - 1]?.[name] ?? 0
    const large = Math.max(from, wanted) + 1
    const values = new Set<AxisValue>()
    for (let value = least(name); value <= (changes === 1 ? Math.min(reach, Math.max(large, 16)) : reach); value++) values.add(value)
    if (name === 'stride' || name === 'kernel_size') {
      const ratio = wanted > 0 && from > 0 ? Math.max(from / wanted, wanted / from) : 1
      for (const value of [Math.floor(ratio) - 1, Math.floor(ratio), Math.ceil(ratio), Math.ceil(ratio) + 1]) values.add(value)
    }
    if (name === 'kernel_size' && changes < 3) values.add(from)
    if (typeof present === 'number') for (const step of [-2, -1, 1, 2]) values.add(present + step)
    const control = this.judge.layer.params[name]?.control
    if (control?.kind === 'ints' && control.words?.includes('same')) values.add('same')
    return [...values].filter(value => value !== present && (typeof value !== 'number' || value >= least(name)))
  }

  #cost(values: Readonly<Partial<Record<AxisParam, AxisValue>>>, ceil: boolean): number {
    let cost = ceil === this.present.ceil ? 0 : 1
    for (const name of this.spec.params) {
      const [value, present] = [values[name] ?? null, this.#present[name] ?? null]
      if (value === present) continue
      cost += Math.max(0.5, Math.abs(amount(name, values) - amount(name, this.#present))) * WEIGHT[name]
    }
    return cost + this.#oddity(values)
  }

  /** What is seldom meant: large kernels, even ones of a convolution; gaps in a block; steps beyond the window; padding that fills it. */
  #oddity(values: Readonly<Partial<Record<AxisParam, AxisValue>>>): number {
    const [kernel, stride, dilation, padding] = [amount('kernel_size', values), amount('stride', values), amount('dilation', values), amount('padding', values)]
    const cover = extent(kernel, dilation)
    let odd = 0
    if (kernel > 7) odd += (kernel - 7) / 2
    if (kernel % 2 === 0 && this.judge.layer.category === 'conv' && !this.spec.blocks) odd += 1
    if (dilation > 1 && this.spec.blocks) odd += 4
    if (stride > cover) odd += 2
    if (padding > cover / 2) odd += 3
    return odd
  }
}

/** A value as a number: "same" and a stride that is left out stand for what they come to. */
function amount(name: AxisParam, values: Readonly<Partial<Record<AxisParam, AxisValue>>>): number {
  const value = values[name]
  if (typeof value === 'number') return value
  if (name === 'padding') return value === 'same' ? Math.floor((amount('dilation', values) * (amount('kernel_size', values) - 1)) / 2) : 0
  if (name === 'stride') return amount('kernel_size', values)
  return least(name)
}
