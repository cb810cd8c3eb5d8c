/** What a person set for this window, kept in this browser profile. */
import { useLocalStorage } from '@vueuse/core'

export interface Settings {
  /** What the wheel does on the canvas: `auto` tells a mouse's wheel (zooms) from two fingers on a trackpad (pan). */
  wheel: 'auto' | 'zoom' | 'pan'
  /** Nodes that are dragged keep to the grid of dots. */
  snap: boolean
  minimap: boolean
  palette: boolean
  inspector: boolean
  /** Kinds of layers whose group in the palette is shut. */
  folded: readonly string[]
  /** The table of layers, below the canvas. */
  table: boolean
  /** The list of problems, below the canvas. */
  problems: boolean
  /** Colours of heat maps; `auto`: grey for images, viridis for the rest. */
  colors: 'auto' | 'viridis' | 'grey' | 'diverging'
  /** Where pinned views stand: below the inspector, or in a column of their own beside it. */
  pins: 'below' | 'beside'
  /** Widths and heights of panels by their id, in pixels, where they are others than at first. */
  sizes: Readonly<Record<string, number>>
  /** How large the desktop app's window is drawn, in percent. */
  size: number
  /** How pictures of the graph are saved. */
  picture: { format: 'pdf' | 'svg' | 'png'; colors: 'light' | 'dark'; ground: boolean; values: boolean }
  /** Keys by command, where they are others than the command's own; none: []. */
  keys: Readonly<Record<string, readonly string[]>>
}

export const DEFAULT_SETTINGS: Settings = {
  wheel: 'auto',
  snap: false,
  minimap: true,
  palette: true,
  inspector: true,
  folded: [],
  table: false,
  problems: false,
  colors: 'auto',
  pins: 'below',
  picture: { format: 'pdf', colors: 'light', ground: true, values: true },
  size: 100,
  sizes: {},
  keys: {},
}

export const settings = useLocalStorage<Settings>('tensorloom.settings', { ...DEFAULT_SETTINGS }, { mergeDefaults: true })
