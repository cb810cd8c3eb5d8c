import { describe, expect, it } from 'vitest'
import { LAYERS } from '../../engine/layers'
import { language } from '../i18n'
import { findLayers, FOUND, rankTexts } from './search'
import { USUAL } from './usual'

const first = (search: string, count = 1): readonly string[] => findLayers(search).slice(0, count).map((layer) => layer.type)

describe('the search for layers', () => {
  it('knows its usual layers', () => {
    expect(USUAL.filter((type) => !LAYERS.some((layer) => layer.type === type))).toEqual([])
  })
  it('puts the likeliest first among those that it finds equally well', () => {
    expect(first('pool', 3)).toEqual(['MaxPool2d', 'AdaptiveAvgPool2d', 'AvgPool2d'])
    expect(first('conv')).toEqual(['Conv2d'])
    expect(first('norm', 3)).toEqual(['Norm', 'BatchNorm2d', 'LayerNorm'])
    expect(first('batch')).toEqual(['BatchNorm2d'])
    expect(first('re', 2)).toEqual(['ReLU', 'Reshape'])
    expect(first('subsample')).toEqual(['MaxPool2d'])
    expect(first('attention')).toEqual(['MultiheadAttention'])
  })
  it('puts what is named exactly before what is usual', () => {
    expect(first('norm')).toEqual(['Norm'])
    expect(first('conv1d')).toEqual(['Conv1d'])
    expect(first('F.conv3d')).toEqual(['Conv3d'])
  })
  it('takes the first letter and others in order for a name', () => {
    expect(['bn2d', 'mxpool2d', 'cvt2d', 'sdpa'].map((search) => first(search)[0])).toEqual(['BatchNorm2d', 'MaxPool2d', 'ConvTranspose2d', 'ScaledDotProductAttention'])
    expect(findLayers('zzq')).toEqual([])
  })
  it('puts what fits before what is usual', () => {
    const found = findLayers('pool', (layer) => !layer.type.endsWith('2d'))
    expect(found[0]?.type).toBe('MaxPool1d')
  })
  it('finds words of other scripts, the usual layers first', () => {
    language.value = 'zh'
    expect(first('池化')).toEqual(['MaxPool2d'])
    expect(first('全连接')).toEqual(['Linear'])
    language.value = 'en'
    expect(rankTexts(['左对齐', '视图向左移', '向左'], (text) => text, (text) => [text], '向左').map(({ item }) => item)).toEqual(['向左', '视图向左移'])
  })
  it('ranks other texts in the same order', () => {
    const ranked = rankTexts(['Save as', 'Unsaved', 'Save', 'Go and save'], (text) => text, (text) => [text], 'save')
    expect(ranked).toEqual([{ item: 'Save', at: FOUND.exact }, { item: 'Save as', at: FOUND.prefix }, { item: 'Go and save', at: FOUND.word }, { item: 'Unsaved', at: FOUND.part }])
  })
})
