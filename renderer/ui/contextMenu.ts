/** What a right click, or the menu key, offers. */
export interface ContextEntry {
  readonly id: string
  readonly title: string
  /** At the right: its keys, or what it is about. */
  readonly note?: string
  readonly disabled?: boolean
  /** A line above. */
  readonly line?: boolean
  /** A menu of its own. */
  readonly entries?: readonly ContextEntry[]
  run?(): void
}

/** Groups with a line between them. */
export const grouped = (...groups: readonly (readonly ContextEntry[])[]): readonly ContextEntry[] =>
  groups.filter((group) => group.length > 0).flatMap((group, i) => group.map((entry, j) => (i > 0 && j === 0 ? { ...entry, line: true } : entry)))
