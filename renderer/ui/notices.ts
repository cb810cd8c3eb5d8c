/** Short messages at the edge of the window; they go by themselves, errors after longer, those with something to do when they are answered. */
import { shallowReactive } from 'vue'

export interface Notice {
  readonly id: number
  readonly text: string
  readonly kind: 'info' | 'error'
  readonly action?: NoticeAction
}

/** A button on a message. */
export interface NoticeAction {
  readonly title: string
  run(): void
}

export const notices = shallowReactive<Notice[]>([])
let count = 0

export function notify(text: string, kind: Notice['kind'] = 'info', action?: NoticeAction): void {
  const notice: Notice = { id: ++count, text, kind, ...(action ? { action } : {}) }
  if (notices.some((other) => other.text === text)) return
  notices.push(notice)
  if (!action) setTimeout(() => dismiss(notice), kind === 'error' ? 12_000 : 4_000)
}

export function dismiss(notice: Notice): void {
  const index = notices.indexOf(notice)
  if (index >= 0) notices.splice(index, 1)
}
