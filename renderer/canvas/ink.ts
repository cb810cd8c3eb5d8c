/** What the canvas draws with. */

export const TOKENS = {
  wire: '--wire', accent: '--accent', card: '--card', canvas: '--canvas', line: '--line', text: '--text', dim: '--dim', faint: '--faint', bad: '--bad', badBg: '--bad-bg', warn: '--warn', dot: '--dot',
  io: '--io', conv: '--conv', pool: '--pool', act: '--act', lin: '--lin', norm: '--norm', seq: '--seq', shape: '--shape', math: '--math', loss: '--loss', unknown: '--faint',
} as const
export type Colors = Record<keyof typeof TOKENS, string>
export type Surface = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

/** One path of very many pieces is slow to draw. */
export const PIECES = 64
/** How strongly a card shows that gives nothing. */
export const FAINT = 0.55

/** Below these zooms: cards without words; with the type and the shape alone. */
export const WORDLESS = 0.3
export const BRIEF = 0.5
/** Between a card's edge and its words. */
export const PAD = 12
export const INTER = '"Inter Variable", sans-serif'
export const MONO = '"JetBrains Mono", monospace'
/** Width of a letter of the mono font, for a pixel of its size. */
export const MONO_LETTER = 0.6
