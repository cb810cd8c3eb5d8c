import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { layerOf, LAYERS } from '../layers/index'
import { takes } from '../layers/example'
import { layerDocs } from './layerDocs'
import { layerPage } from './layerPage'

const folder = join(import.meta.dirname, '..', '..', 'docs', 'layers')

describe('the page of a layer', () => {
  it('is there for every layer, with an example that it takes', () => {
    for (const layer of LAYERS) {
      const { example } = layerPage(layer)
      expect(example, `${layer.type}: nothing usual fits it, so its declaration needs an \`example\``).toBeDefined()
      if (example) expect(takes(layer, example)).toBe(true)
    }
  })

  it('says what the declaration says', () => {
    const page = layerPage(layerOf('Conv2d')!)
    expect(page.params.find(({ name }) => name === 'padding')).toMatchObject({ takes: 'int or 2 ints, "same", "valid"', default: '0', required: false })
    expect(page.params.find(({ name }) => name === 'in_channels')).toMatchObject({ inferred: true, default: undefined })
    expect(page.inputs).toEqual([{ name: 'input', note: 'needed' }])
    expect(page.example).toMatchObject({
      params: { out_channels: 8, kernel_size: 3 }, inputs: { input: { dtype: 'float32', shape: [1, 3, 8, 8] } }, outputs: { output: { shape: [1, 8, 6, 6] } },
      operators: ['Conv'], tensors: [{ name: 'weight', shape: [8, 3, 3, 3], role: 'parameter' }, { name: 'bias' }], macs: 8064,
    })
    expect(page.example?.rule[0]).toBe('H_out = ⌊(H_in + 2·padding − dilation·(kernel_size − 1) − 1) / stride⌋ + 1')
    expect(layerPage(layerOf('AvgPool1d')!).example?.rule).toEqual(['L_out = ⌊(L_in + 2·padding − 1·(kernel_size − 1) − 1) / stride⌋ + 1'])
    expect(layerPage(layerOf('ReLU')!).example).toMatchObject({ rule: [], formula: [], sameSize: true })
    expect(layerPage(layerOf('Add')!).inputs).toEqual([{ name: 'input', note: 'needed' }, { name: 'other', note: 'or a parameter of this name' }])
    expect(layerPage(layerOf('Input')!)).toMatchObject({ inputs: [], example: { operators: [] } })
  })
})

describe('docs/layers', () => {
  it('is what the declarations say', () => {
    const docs = layerDocs()
    const stale = readdirSync(folder).filter(name => !docs.has(name))
    const differing = [...docs].filter(([name, text]) => {
      try {
        return readFileSync(join(folder, name), 'utf8') !== text
      } catch {
        return true
      }
    }).map(([name]) => name)
    expect([...stale, ...differing], 'docs/layers is not what engine/layers declares: run `npm run docs` and commit what it writes').toEqual([])
  })
})
