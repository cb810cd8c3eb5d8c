/** Which panels stand beside the canvas. */
import { useMediaQuery } from '@vueuse/core'
import { computed, ref } from 'vue'
import { settings } from './settings'

/** A small window, or a large one magnified, has room for one of them. */
const narrow = useMediaQuery('(width < 760px)')

export const paletteShown = computed(() => settings.value.palette && !(narrow.value && settings.value.inspector))

export function togglePalette(): void {
  if (paletteShown.value) settings.value.palette = false
  else {
    settings.value.palette = true
    if (narrow.value) settings.value.inspector = false
  }
}

/** Counts up when a panel comes or goes, so that the others take their size again. */
export const panelsChanged = ref(0)
