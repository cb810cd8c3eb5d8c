/** Light, dark, high contrast, or what the system says. Kept in this browser profile. */
import { computed, ref, watch } from 'vue'
import { usePreferredContrast, usePreferredDark } from '@vueuse/core'

export const THEMES = ['system', 'light', 'dark', 'contrast-light', 'contrast'] as const
export type Theme = (typeof THEMES)[number]
const KEY = 'tensorloom.theme'
const contrast = (dark: boolean): Theme => (dark ? 'contrast' : 'contrast-light')
const isContrast = (name: Theme): boolean => name === 'contrast' || name === 'contrast-light'

const read = (): Theme => {
  const kept = localStorage.getItem(KEY)
  return THEMES.find((known) => known === kept) ?? 'system'
}

export const theme = ref<Theme>(read())
const systemDark = usePreferredDark()
const systemContrast = usePreferredContrast()
/** What is shown now: a system that asks for contrast gets it. */
export const shown = computed<Theme>(() => (theme.value === 'system' && systemContrast.value === 'more' ? contrast(systemDark.value) : theme.value))
/** What is shown now is dark. */
export const isDark = computed(() => (shown.value === 'system' ? systemDark.value : shown.value === 'dark' || shown.value === 'contrast'))

/** Puts the theme on the page's root element, and keeps it there when the system's changes. */
export function applyTheme(): void {
  watch(shown, (name) => {
    if (name === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = name
  }, { immediate: true, flush: 'sync' })
}

/** The other of light and dark, with as much contrast; what the system says anyway is not kept. */
export function toggleTheme(): void {
  const dark = !isDark.value
  const next = isContrast(shown.value) ? contrast(dark) : dark ? 'dark' : 'light'
  setTheme(dark === systemDark.value && isContrast(next) === (systemContrast.value === 'more') ? 'system' : next)
}

/** Changes the theme and keeps the choice in this browser profile. */
export function setTheme(next: Theme): void {
  theme.value = next
  if (theme.value === 'system') localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, theme.value)
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
