/** Keeps unsaved work where a crash does not reach it, half a second after the last change at most once at a time. */
import type { Host } from '../host/host'
import { t } from '../i18n'
import { notify } from '../ui/notices'
import type { EditorDocument } from './document'

const DELAY = 400

interface Followed {
  readonly document: EditorDocument
  readonly stop: () => void
  /** Ends with what was asked last: a stash and the end of one must not meet. */
  last: Promise<void>
  timer: number
  stashed: boolean
  /** What was stashed last. */
  text: string
}

export class Autosave {
  private readonly followed = new Map<string, Followed>()
  private failed = false

  constructor(private readonly host: Host) {}

  /** Watches this document until it is forgotten. */
  follow(document: EditorDocument): void {
    const entry: Followed = {
      document, last: Promise.resolve(), timer: 0, stashed: document.view.dirty, text: '',
      stop: document.onChange(() => { entry.timer ||= window.setTimeout(() => { entry.timer = 0; void this.keep(entry) }, DELAY) }),
    }
    this.followed.set(document.id, entry)
  }

  /** Saved, which ended what was kept: nothing is to be recovered but what was done while the file was written. */
  async saved(document: EditorDocument): Promise<void> {
    const entry = this.followed.get(document.id)
    if (!entry) return
    entry.text = ''
    entry.stashed = true
    await this.keep(entry)
  }

  /** Closed, saved or thrown away. */
  async forget(document: EditorDocument): Promise<void> {
    const entry = this.followed.get(document.id)
    this.followed.delete(document.id)
    entry?.stop()
    clearTimeout(entry?.timer)
    await entry?.last
    await this.host.unstash(document.id)
  }

  async flush(): Promise<void> {
    await Promise.all([...this.followed.values()].map((entry) => {
      clearTimeout(entry.timer)
      entry.timer = 0
      return this.keep(entry)
    }))
  }

  private keep(entry: Followed): Promise<void> {
    entry.last = entry.last.then(() => this.stash(entry))
    return entry.last
  }

  private async stash(entry: Followed): Promise<void> {
    const { document } = entry
    try {
      if (document.view.dirty) {
        const text = document.text()
        if (text === entry.text) return
        entry.text = text
        entry.stashed = true
        await this.host.stash(document.id, text, document.view.path, (document.view.title || document.view.name || t('Untitled')).slice(0, 200))
      } else if (entry.stashed) {
        entry.text = ''
        entry.stashed = false
        await this.host.unstash(document.id)
      }
      this.failed = false
    } catch {
      entry.text = ''
      if (!this.failed) notify(t('Unsaved work cannot be kept for recovery: save it soon.'), 'error')
      this.failed = true
    }
  }
}
