/** Keeps unsaved work where a crash does not reach it, half a second after the last change at most once at a time. */
import type { Host } from '../host/host'
import { t } from '../i18n'
import { notify } from '../ui/notices'
import type { EditorDocument } from './document'

const DELAY = 400

interface Followed {
  readonly document: EditorDocument
  readonly stop: () => void
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
      document, timer: 0, stashed: document.view.dirty, text: '',
      stop: document.onChange(() => { entry.timer ||= window.setTimeout(() => { entry.timer = 0; void this.stash(entry) }, DELAY) }),
    }
    this.followed.set(document.id, entry)
  }

  /** Saved: nothing is to be recovered. */
  async saved(document: EditorDocument): Promise<void> {
    const entry = this.followed.get(document.id)
    if (entry) this.reset(entry)
    await this.host.unstash(document.id)
  }

  /** Closed, saved or thrown away. */
  async forget(document: EditorDocument): Promise<void> {
    this.followed.get(document.id)?.stop()
    await this.saved(document)
    this.followed.delete(document.id)
  }

  async flush(): Promise<void> {
    await Promise.all([...this.followed.values()].map((entry) => {
      clearTimeout(entry.timer)
      entry.timer = 0
      return this.stash(entry)
    }))
  }

  private reset(entry: Followed): void {
    clearTimeout(entry.timer)
    Object.assign(entry, { timer: 0, stashed: false, text: '' })
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
        this.reset(entry)
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
