import { describe, expect, it } from 'vitest'
import { columnsFor } from './columns'

/** VGG's. */
const TOTALS = { parameters: 132_863_336, macs: 7_616_566_272 }
const ROWS = [{ id: 'features.10', shape: '1 × 128 × 112 × 112' }]

describe('columns of the table of layers', () => {
  it('have counts in full where there is room', () => {
    expect(columnsFor(ROWS, TOTALS, 1200).short).toEqual({ parameters: false, macs: false })
    expect(columnsFor(ROWS, { parameters: 61_706, macs: 423_038 }, 709).short).toEqual({ parameters: false, macs: false })
  })

  it('write them short where there is none, multiply-adds first', () => {
    expect(columnsFor(ROWS, TOTALS, 729).short).toEqual({ parameters: false, macs: true })
    expect(columnsFor(ROWS, TOTALS, 722).short).toEqual({ parameters: true, macs: true })
  })

  it('and then cut names before numbers', () => {
    const { short, least } = columnsFor(ROWS, TOTALS, 706)
    expect(short).toEqual({ parameters: false, macs: true })
    expect(least).toBeLessThanOrEqual(706)
  })

  it('are as wide as their numbers', () => {
    const { template } = columnsFor(ROWS, TOTALS, 1200)
    expect(template).toContain(`minmax(${Math.ceil('7,616,566,272'.length * 7.2) + 9}px, 1fr)`)
  })
})
