/** What the help is asked about. */
import { ref, shallowRef } from 'vue'
import { layerOf } from '../../engine/layers'
import type { Layer } from '../../engine/layers/define'
import type { EditorDocument } from '../editor/document'
import { settings } from '../ui/settings'

/** The tab of the inspector. */
export const inspectorTab = ref('parameters')
/** The layer whose help stands in the middle of the window: one of the list, which need not be in the graph. */
export const helpOn = shallowRef<Layer>()

/** The dialogs of keys and of settings. */
export const shortcutsOpen = ref(false)
export const settingsOpen = ref(false)

/** Help on the entry of the list of layers that has the focus, or else on the selected node. */
export function askForHelp(document: EditorDocument): void {
  const entry = window.document.activeElement?.closest('[data-layer]')?.getAttribute('data-layer')
  if (entry !== null && entry !== undefined) helpOn.value = layerOf(entry)
  else if (document.view.selected.length === 1) {
    settings.value.inspector = true
    inspectorTab.value = 'help'
  }
}
