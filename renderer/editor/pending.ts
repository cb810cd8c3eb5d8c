/** Which nodes show values that are older than the graph. Said only once a run takes long enough to be noticed, so that quick edits do not flicker. */
const PATIENCE = 150

export class Pending {
  private readonly stale = new Set<string>()
  private timer = 0
  private shown = false

  /** `mark` says whether a node's values are older than the graph. */
  constructor(private readonly mark: (id: string, stale: boolean) => void) {}

  /** Other values are to come for these nodes. */
  expect(ids: Iterable<string>): void {
    for (const id of ids) {
      this.stale.add(id)
      if (this.shown) this.mark(id, true)
    }
  }

  /** A node's value is the graph's again. */
  arrived(id: string): void {
    if (this.stale.delete(id) && this.shown) this.mark(id, false)
  }

  /** A run is under way; that it goes on need not be said again. */
  running(): void {
    if (this.timer !== 0 || this.shown) return
    this.timer = window.setTimeout(() => {
      this.timer = 0
      this.shown = true
      for (const id of this.stale) this.mark(id, true)
    }, PATIENCE)
  }

  /** The run is over: what did not come did not change. Ended by the person (`cancelled`), it is still missing. */
  settled(cancelled: boolean): void {
    clearTimeout(this.timer)
    this.timer = 0
    if (cancelled) {
      for (const id of this.stale) this.mark(id, true)
      this.shown = true
      return
    }
    if (this.shown) for (const id of this.stale) this.mark(id, false)
    this.shown = false
    this.stale.clear()
  }
}
