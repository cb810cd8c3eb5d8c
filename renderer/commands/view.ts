/** The commands of the menu View. */
import { askForHelp, settingsOpen, shortcutsOpen } from '../help/state'
import { language, mark, setLanguage } from '../i18n'
import { togglePalette } from '../ui/panels'
import { settings } from '../ui/settings'
import { toggleTheme } from '../ui/theme'
import { always, open, selection, withDocument, type Command } from './define'

/** Pixels that the view moves by with each press. */
const STEP = 120

export const VIEW_COMMANDS: readonly Command[] = [
  { id: 'search', title: 'Search', menu: 'View', inFields: true, keys: ['$mod+k', '$mod+p', '$mod+Shift+p'], when: always, run: (workspace) => { workspace.view.search = true } },
  { id: 'fit', title: 'Show everything', words: [mark('Fit')], menu: 'View', keys: ['f'], when: open, run: (workspace) => workspace.fit() },
  { id: 'fit-selection', title: 'Zoom to the selection', menu: 'View', keys: ['.'], context: true, when: selection, run: withDocument((document, workspace) => workspace.fit(document.view.selected)) },
  { id: 'zoom-in', title: 'Zoom in', menu: 'View', inFields: true, keys: ['$mod+=', '$mod++'], when: open, run: (workspace) => workspace.zoom(1.25) },
  { id: 'zoom-out', title: 'Zoom out', menu: 'View', inFields: true, keys: ['$mod+-'], when: open, run: (workspace) => workspace.zoom(0.8) },
  { id: 'pan-left', title: 'Look further left', menu: 'View', keys: ['$mod+ArrowLeft'], when: open, run: (workspace) => workspace.pan(STEP, 0) },
  { id: 'pan-right', title: 'Look further right', menu: 'View', keys: ['$mod+ArrowRight'], when: open, run: (workspace) => workspace.pan(-STEP, 0) },
  { id: 'pan-up', title: 'Look further up', menu: 'View', keys: ['$mod+ArrowUp'], when: open, run: (workspace) => workspace.pan(0, STEP) },
  { id: 'pan-down', title: 'Look further down', menu: 'View', keys: ['$mod+ArrowDown'], when: open, run: (workspace) => workspace.pan(0, -STEP) },
  { id: 'help', title: 'Help on the layer', menu: 'View', inFields: true, keys: ['F1'], when: open, run: withDocument(askForHelp) },
  { id: 'shortcuts', title: 'Keyboard shortcuts…', menu: 'View', keys: ['Shift+?', '?'], when: always, run: () => { shortcutsOpen.value = true } },
  { id: 'settings', title: 'Settings…', words: [mark('Language'), mark('Theme'), mark('Preferences'), mark('Options')], menu: 'View', inFields: true, keys: ['$mod+,'], when: always, run: () => { settingsOpen.value = true } },
  { id: 'theme', title: 'Light or dark', words: [mark('Theme')], menu: 'View', when: always, run: toggleTheme },
  { id: 'language', title: 'English or 中文', words: [mark('Language')], menu: 'View', when: always, run: () => setLanguage(language.value === 'en' ? 'zh' : 'en') },
  { id: 'toggle-palette', title: 'Show or hide the list of layers', menu: 'View', inFields: true, keys: ['$mod+b'], when: open, run: togglePalette },
  { id: 'toggle-table', title: 'Show or hide the table of layers', menu: 'View', keys: ['t'], when: open, run: () => { settings.value.table = !settings.value.table } },
  { id: 'toggle-problems', title: 'Show or hide the list of problems', menu: 'View', inFields: true, keys: ['$mod+Shift+m'], when: open, run: () => { settings.value.problems = !settings.value.problems } },
  { id: 'toggle-minimap', title: 'Show or hide the minimap', menu: 'View', keys: ['Shift+m'], when: open, run: () => { settings.value.minimap = !settings.value.minimap } },
  { id: 'toggle-inspector', title: 'Show or hide the inspector', menu: 'View', inFields: true, keys: ['$mod+i'], when: open, run: () => { settings.value.inspector = !settings.value.inspector } },
]
