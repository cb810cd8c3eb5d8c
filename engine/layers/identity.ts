import { defineLayer, type LayerDefinition } from './define'

/** What Identity and Output have in common: the input goes on as it is, in the same memory. */
const passing = {
  params: {},
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward: (_, { input }) => (input ? { output: input } : {}),
  lower(ctx) {
    ctx.emitOutput('Identity', [ctx.input('input')], ['output'])
  },
  view: { shares: () => true, write: ctx => ctx.written },
} satisfies Partial<LayerDefinition<Record<never, never>>>

export const Identity = defineLayer({
  ...passing,
  type: 'Identity',
  category: 'shape',
  summary: 'Passes its input on unchanged.',
  keywords: ['pass', 'placeholder', 'no-op'],
})

export const Output = defineLayer({
  ...passing,
  type: 'Output',
  stem: 'out',
  category: 'io',
  summary: 'A result of the model; passes its input on.',
  keywords: ['result', 'return', 'end'],
})
