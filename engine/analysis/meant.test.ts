import { describe, expect, it } from 'vitest'
import type { Json } from '../document/types'
import { GraphDocument } from '../document/document'
import { applyAll } from '../document/history'
import { GraphAnalysis } from './analysis'
import { graph } from './testing/graphs'

/** The only problem of a node with that parameter, and the parameters after its mend. */
function mended(type: string, params: Record<string, Json>, ...shape: number[]): { readonly label: string | undefined; readonly params: object | undefined; readonly pytorch: string | undefined; readonly left: number } {
  const doc = new GraphDocument(graph([['x', 'Input', { shape }], ['n', type, params]], ['x n']))
  const analysis = new GraphAnalysis(doc)
  const [problem] = analysis.problems()
  const { fix, pytorch } = problem ?? {}
  if (fix) analysis.update(applyAll(doc, fix.edits))
  return { label: fix?.label, params: doc.graph.nodes[1]?.params, pytorch, left: analysis.problems().length }
}

describe('the value that was meant', () => {
  const conv = { out_channels: 4, kernel_size: 3 }
  it.each<[string, Record<string, Json>, string | undefined]>([
    ['a misspelt word', { ...conv, padding_mode: 'reflct' }, 'Set padding_mode to reflect'],
    ['a word cut short', { ...conv, padding_mode: 'zero' }, 'Set padding_mode to zeros'],
    ['a word drawn out', { ...conv, padding_mode: 'reflection' }, 'Set padding_mode to reflect'],
    ['a number as a text', { ...conv, stride: '2' }, 'Set stride to 2'],
    ['a whole float', { ...conv, stride: { $number: '2.0' } }, 'Set stride to 2'],
    ['whole floats in a list', { ...conv, stride: [{ $number: '2.0' }, 1] }, 'Set stride to 2 × 1'],
    ['None', { ...conv, dilation: null }, 'Leave dilation out'],
    ['a word for a switch', { ...conv, bias: 'False' }, 'Set bias to false'],
    ['one for all in a list that is too long', { ...conv, stride: [2, 2, 2] }, 'Set stride to 2'],
    ['a misspelt word among numbers', { ...conv, padding: 'sme' }, 'Set padding to same'],
  ])('%s', (_, params, label) => {
    expect(mended('Conv2d', params, 1, 3, 8, 8)).toMatchObject({ label, left: 0 })
  })

  it('infinity by its short name, and the mode of an image', () => {
    expect(mended('LPPool2d', { norm_type: 'inf', kernel_size: 2 }, 1, 2, 4, 4)).toMatchObject({ label: 'Set norm_type to Infinity', left: 0 })
    expect(mended('Upsample', { scale_factor: 2, mode: 'bilinar' }, 1, 2, 4, 4)).toMatchObject({ label: 'Set mode to bilinear', left: 0 })
    expect(mended('Upsample', { scale_factor: 2, mode: 'linar' }, 1, 2, 4)).toMatchObject({ label: 'Set mode to linear', left: 0 })
  })

  it('is not guessed where nothing is near', () => {
    expect(mended('Conv2d', { ...conv, padding_mode: 'wavelet' }, 1, 3, 8, 8)).toMatchObject({ label: undefined, left: 1 })
    expect(mended('Conv2d', { ...conv, stride: 1.5 }, 1, 3, 8, 8)).toMatchObject({ label: undefined, left: 1 })
  })

  it('a data type by another of its names is no word of PyTorch’s against it', () => {
    expect(mended('Cast', { dtype: 'float' }, 2)).toMatchObject({ label: 'Set dtype to float32', pytorch: undefined, left: 0 })
    expect(mended('Cast', { dtype: 'torch.float64' }, 2)).toMatchObject({ label: 'Set dtype to float64', left: 0 })
    expect(mended('Cast', { dtype: 'flot32' }, 2)).toMatchObject({ label: 'Set dtype to float32', pytorch: "module 'torch' has no attribute 'flot32'", left: 0 })
  })

  it('names sizes of the input in PyTorch’s words', () => {
    expect(mended('Upsample', { size: 2.5 }, 1, 2, 4, 4).pytorch).toBe('upsample_nearest2d() received an invalid combination of arguments - got (Tensor, list, NoneType), but expected one of:')
    expect(mended('Upsample', { size: 2.5 }, 1, 2, 4).pytorch).toBe('upsample_nearest1d() received an invalid combination of arguments - got (Tensor, list, NoneType), but expected one of:')
    expect(mended('Conv2d', { ...conv, groups: { $number: '2.0' } }, 1, 3, 8, 8).pytorch).toBe('in_channels must be divisible by groups')
  })
})
