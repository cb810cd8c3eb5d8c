/** Light, dark, high contrast, or what the system says. Kept in this browser profile. */
import { computed, ref } from 'vue'
import { usePreferredDark } from '@vueuse/core'

export const THEMES = ['system', 'light', 'dark', 'contrast'] as const
export type Theme = (typeof THEMES)[number]
const KEY = 'tensorloom.theme'

const read = (): Theme => {
  const kept = localStorage.getItem(KEY)
  return THEMES.find((known) => known === kept) ?? 'system'
}

export const theme = ref<Theme>(read())
const systemDark = usePreferredDark()
/** What is shown now. */
export const isDark = computed(() => (theme.value === 'system' ? systemDark.value : theme.value !== 'light'))

/** Puts the theme on the page's root element. */
export function applyTheme(): void {
  if (theme.value === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme.value
}

/** The other of light and dark; what the system says anyway is not kept. */
export function toggleTheme(): void {
  const next = isDark.value ? 'light' : 'dark'
  setTheme((next === 'dark') === systemDark.value ? 'system' : next)
}

/** Changes the theme and keeps the choice in this browser profile. */
export function setTheme(next: Theme): void {
  theme.value = next
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
