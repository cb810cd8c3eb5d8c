/** Puts words into the clipboard, and says so. */
import { messageOf } from '../editor/workspace'
import { t } from '../i18n'
import { notify } from './notices'

/** Longer than this it is said in short. */
const LONG = 60

export async function copyWords(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    notify(t('{name} is in the clipboard.', { name: text.length > LONG ? `${text.slice(0, LONG)}…` : text }))
  } catch (error) {
    notify(messageOf(error), 'error')
  }
}
