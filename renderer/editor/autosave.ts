/** Keeps unsaved work where a crash does not reach it, half a second after the last change at most once at a time. */
import { notify } from '../ui/notices'
import type { Host } from '../host/host'
import type { EditorDocument } from './document'
import { t } from '../i18n'

const DELAY = 400

export class Autosave {
  private document: EditorDocument | undefined
  private stop: () => void = () => undefined
  private timer = 0
  private stashed = false
  private text = ''
  private failed = false

  constructor(private readonly host: Host) {}

  /** Watches this document from now on. */
  follow(document: EditorDocument): void {
    this.stop()
    this.document = document
    this.stashed = document.view.dirty
    this.text = ''
    this.stop = document.onChange(() => this.schedule())
  }

  /** Saved or thrown away: nothing is to be recovered. */
  async forget(document: EditorDocument): Promise<void> {
    if (this.document === document) {
      clearTimeout(this.timer)
      this.timer = 0
      this.stashed = false
      this.text = ''
    }
    await this.host.unstash(document.id)
  }

  async flush(): Promise<void> {
    clearTimeout(this.timer)
    this.timer = 0
    await this.stash()
  }

  private schedule(): void {
    this.timer ||= window.setTimeout(() => { this.timer = 0; void this.stash() }, DELAY)
  }

  private async stash(): Promise<void> {
    const { document } = this
    if (!document) return
    try {
      if (document.view.dirty) {
        const text = document.text()
        if (text === this.text) return
        this.text = text
        this.stashed = true
        await this.host.stash(document.id, text, document.view.path, document.view.title)
      } else if (this.stashed) {
        this.stashed = false
        this.text = ''
        await this.host.unstash(document.id)
      }
      this.failed = false
    } catch {
      this.text = ''
      if (!this.failed) notify(t('Unsaved work cannot be kept for recovery: save it soon.'), 'error')
      this.failed = true
    }
  }
}
