import { plain, say } from '../say'
import type { TensorType } from '../tensor/dtype'
import { defineLayer, type Inputs, type ParamSpec } from './define'
import { lowerEinsum } from './einsumLower'
import { einsumPlan } from './einsumPlan'
import { einsumType } from './einsumSteps'
import { spelled } from './params'
import { pythonType } from './python'
import { times } from './words'

const equation: ParamSpec<string> = {
  control: { kind: 'text' },
  help: 'Names the dimensions of each input, and after "->" those of the output: "ij,jk->ik"; what is left out is summed.',
  required: true, default: undefined, inferred: false, nullable: false,
  parse: json => (typeof json === 'string' ? { value: json } : { refuse: say`${spelled(json)} is not a text; give an equation such as "ij,jk->ik".`, pytorch: `einsum(): argument 'equation' (position 1) must be str, not ${pythonType(json)}` }),
}

/** The operands in order. */
function operandsOf(inputs: Inputs): readonly TensorType[] {
  const out: TensorType[] = []
  for (let i = 0; ; i++) {
    const type = inputs[`input${i}`]
    if (!type) return out
    out.push(type)
  }
}

function countWired(has: (port: string) => boolean): number {
  let count = 0
  while (has(`input${count}`)) count++
  return count
}

export const Einsum = defineLayer({
  type: 'Einsum',
  category: 'lin',
  summary: 'Sums of products, written with a letter for each dimension: products, traces, transposes, attention.',
  keywords: ['einstein', 'summation', 'contraction', 'tensor product', 'trace', 'diagonal', 'torch.einsum', 'Einsum'],
  params: { equation },
  inputs: [{ name: 'input0' }],
  list: true,
  outputs: () => [{ name: 'output' }],
  forward(p, inputs): Record<string, TensorType> {
    const operands = operandsOf(inputs)
    return operands.length ? { output: einsumType(einsumPlan(p.equation, operands), operands) } : {}
  },
  lower: ctx => lowerEinsum(ctx, countWired(port => ctx.has(port))),
  caption: p => plain(p.equation),
  formula(p, inputs, { output }) {
    const operands = operandsOf(inputs)
    if (!operands.length || !output) return []
    const plan = einsumPlan(p.equation, operands)
    const named = (labels: readonly string[]): string => labels.map(label => `${label.startsWith('.') ? '…' : label} = ${plan.sizes.get(label) ?? 1}`).join(', ')
    const summed = plan.labels.slice(plan.outputs)
    return [
      { pieces: [{ text: say`output: ${named(plan.labels.slice(0, plan.outputs)) || say`a single number`}, ` }, { text: times(output.shape), value: true }] },
      ...(summed.length ? [{ pieces: [{ text: say`summed over: ${named(summed)}` }] }] : []),
    ]
  },
})
