/** Colours of a drawing: fixed ones of a theme, for files, or the window's own, which follow it. */
import { CATEGORIES, type Category } from '../../engine/layers/define'

/** Token of ui/tokens.css by name. */
const NAMES = ['canvas', 'panel', 'card', 'raise', 'line', 'line-strong', 'text', 'dim', 'faint', 'accent', 'wire', 'bad', 'warn'] as const
export type Palette = Readonly<Record<(typeof NAMES)[number] | Category, string>>

const names: readonly (keyof Palette)[] = [...NAMES, ...CATEGORIES.map(([id]) => id)]
const palette = (color: (token: string) => string): Palette => {
  const colors: Partial<Record<keyof Palette, string>> = {}
  for (const name of names) colors[name] = color(`--${name}`)
  return colors as Palette
}

/** For drawings within the window. */
export const LIVE: Palette = palette((token) => `var(${token})`)

const hex = (color: string): string => {
  const parts = color.match(/[\d.]+/g)?.slice(0, 3).map(Number) ?? [0, 0, 0]
  return `#${parts.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`
}

/** The light or the dark theme's colours, whatever the window shows. */
export function paletteOf(scheme: 'light' | 'dark'): Palette {
  const probe = document.createElement('span')
  // Declares the tokens anew: high contrast, which is set at the root, does not reach it.
  probe.className = 'paper'
  probe.style.colorScheme = scheme
  document.body.append(probe)
  const colors = palette((token) => {
    probe.style.color = `var(${token})`
    return hex(getComputedStyle(probe).color)
  })
  probe.remove()
  return colors
}
