import { phrases, plain, say } from '../say'
import { told } from './argument'
import { defineLayer, type ParamSpec } from './define'
import { imageLike } from './layout'
import { bool, choice, nullable, truth } from './params'
import { pythonText } from './python'
import { perDimension } from './shapeParams'
import { cornersWords, factorWords, recomputeWords, sizeWords } from './upsampleArguments'
import { lowerUpsample } from './upsampleLower'
import { MODES, planUpsample } from './upsampleShape'
import { brief, times } from './words'

const known = choice(MODES, 'How values in between come about: "nearest" repeats, the others interpolate.', { default: 'nearest' })
/** Which modes there are depends on the input too, so PyTorch refuses an unknown one when it runs. */
const mode: ParamSpec<string> = { ...known, parse: json => ({ value: pythonText(json) }) }

export const Upsample = defineLayer({
  type: 'Upsample',
  category: 'shape',
  summary: 'Makes an image larger or smaller, repeating or interpolating its values.',
  keywords: ['resize', 'interpolate', 'scale', 'bilinear', 'bicubic', 'nearest', 'Resize', 'F.interpolate'],
  example: { params: { scale_factor: 2 }, inputs: { input: { dtype: 'float32', shape: [1, 3, 4, 4] } } },
  params: {
    size: told(perDimension('Height and width that come out (or one for both); instead of scale_factor.', true), sizeWords),
    scale_factor: told(perDimension('How many times larger each dimension becomes; instead of size.', false), factorWords),
    mode,
    align_corners: told(nullable(bool('Interpolates so that the corners of input and output fall together.', { default: null })), cornersWords),
    recompute_scale_factor: told(nullable(truth('Takes the factor from the rounded sizes instead of scale_factor itself.', { default: null })), recomputeWords),
  },
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward(p, { input }) {
    if (!input) return {}
    const { out } = planUpsample(p, input)
    return { output: { dtype: input.dtype, shape: [...input.shape.slice(0, 2), ...out] } }
  },
  lower: lowerUpsample,
  layout: memory => imageLike(memory),
  caption(p) {
    const amount = p.size === null ? (p.scale_factor === null ? '' : say`× ${brief([p.scale_factor].flat())}`) : say`to ${times([p.size].flat())}`
    return phrases([amount, p.mode === 'nearest' ? '' : plain(p.mode), p.align_corners ? say`corners aligned` : ''])
  },
  formula(p, { input }, { output }) {
    if (!input || !output) return []
    const letter = (i: number): string => 'DHW'.slice(2 - input.shape.length)[i] ?? ''
    if (p.scale_factor === null) return output.shape.slice(2).map((size, i) => ({ pieces: [{ text: `${letter(i)} = ` }, { text: String(size), value: true, param: 'size' }] }))
    const factors = [p.scale_factor].flat()
    return input.shape.slice(2).map((size, i) => ({
      pieces: [
        { text: `${letter(i)} = ⌊` }, { text: String(size), value: true }, { text: ' · ' },
        { text: String(factors[i] ?? factors[0] ?? 1), value: true, param: 'scale_factor' }, { text: '⌋ = ' }, { text: String(output.shape[2 + i] ?? 0), value: true },
      ],
    }))
  },
})
