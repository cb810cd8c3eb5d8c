/** The native menu: the page's commands, with what every window has around them. */
import { Menu, type MenuItemConstructorOptions } from 'electron'
import { z } from 'zod'
import { word, wordsSchema } from './words'

const label = z.string().min(1).max(100)
const menusSchema = z.array(z.object({
  label,
  items: z.array(z.object({ id: label, label, keys: z.string().max(40).optional(), enabled: z.boolean() }).nullable()).max(100),
})).max(12)
export type Menus = z.infer<typeof menusSchema>
/** The page's menus, and the words for what is native. */
export const menuMessageSchema = z.object({ menus: menusSchema, words: wordsSchema })

/** Keys as the page writes them (`Ctrl+Shift+Z`, `$mod+s`) in Electron's words; undefined where they have none. */
function accelerator(keys: string): string | undefined {
  const words: Readonly<Record<string, string>> = { $mod: 'CommandOrControl', ctrl: 'Control', meta: 'Super', escape: 'Escape', ' ': 'Space' }
  const parts = keys.split('+').map((part) => words[part.toLowerCase()] ?? (part.startsWith('Key') || part.startsWith('Digit') ? part.slice(-1) : part))
  return keys.includes(' ') || parts.some((part) => part === '') ? undefined : parts.join('+')
}

/** Sets the menu. The page handles its keys itself, so that they stand in one place: here they are only shown. */
export function setMenu(menus: Menus, run: (id: string) => void): void {
  const own = menus.map(({ label, items }): MenuItemConstructorOptions => ({
    label,
    submenu: items.map((item): MenuItemConstructorOptions => {
      if (!item) return { type: 'separator' }
      const keys = item.keys === undefined ? undefined : accelerator(item.keys)
      return { label: item.label, enabled: item.enabled, click: () => run(item.id), ...(keys === undefined ? {} : { accelerator: keys, registerAccelerator: false }) }
    }),
  }))
  const mac: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : []
  const edit: MenuItemConstructorOptions[] = menus.length > 0 ? [] : [{ role: 'editMenu' }]
  Menu.setApplicationMenu(Menu.buildFromTemplate([
    ...mac,
    ...own,
    ...edit,
    {
      label: word('Window'),
      submenu: [
        { role: 'minimize', label: word('Minimize') },
        { role: 'togglefullscreen', label: word('Full screen') },
        { type: 'separator' },
        { role: 'toggleDevTools', label: word('Developer tools') },
        { type: 'separator' },
        process.platform === 'darwin' ? { role: 'close', label: word('Close window') } : { role: 'quit', label: word('Quit') },
      ],
    },
  ]))
}
