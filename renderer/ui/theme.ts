/** Light, dark, or what the system says. Kept in this browser profile. */
import { computed, ref } from 'vue'
import { usePreferredDark } from '@vueuse/core'

export type Theme = 'system' | 'light' | 'dark'
const KEY = 'tensorloom.theme'

const read = (): Theme => {
  const kept = localStorage.getItem(KEY)
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

export const theme = ref<Theme>(read())
const systemDark = usePreferredDark()
/** What is shown now. */
export const isDark = computed(() => (theme.value === 'system' ? systemDark.value : theme.value === 'dark'))

/** Puts the theme on the page's root element. */
export function applyTheme(): void {
  if (theme.value === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme.value
}

/** The other of light and dark; what the system says anyway is not kept. */
export function toggleTheme(): void {
  const next = isDark.value ? 'light' : 'dark'
  theme.value = (next === 'dark') === systemDark.value ? 'system' : next
  if (theme.value === 'system') localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, theme.value)
  applyTheme()
}

/** Resolved colours of tokens, for what is drawn on a canvas. */
export function resolveColors<K extends string>(tokens: Readonly<Record<K, string>>): Record<K, string> {
  const probe = document.createElement('span')
  document.body.append(probe)
  const colors = {} as Record<K, string>
  for (const key of Object.keys(tokens) as K[]) {
    probe.style.color = `var(${tokens[key]})`
    colors[key] = getComputedStyle(probe).color
  }
  probe.remove()
  return colors
}
