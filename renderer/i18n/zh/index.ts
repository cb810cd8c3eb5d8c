/** The Chinese of every English text of the window, one file an area. */
import { canvas } from './canvas'
import { common } from './common'
import { editing } from './editing'
import { examples } from './examples'
import { help } from './help'
import { layers } from './layers'

export const zh: Readonly<Record<string, string>> = { ...canvas, ...common, ...editing, ...examples, ...help, ...layers }
