/** The Chinese of every English text of the window, one file an area. */
import { activations } from './activations'
import { canvas } from './canvas'
import { common } from './common'
import { drawing } from './drawing'
import { editing } from './editing'
import { examples } from './examples'
import { finding } from './finding'
import { functions } from './functions'
import { help } from './help'
import { inspector } from './inspector'
import { layers } from './layers'
import { losses } from './losses'
import { said } from './said'
import { sequences } from './sequences'
import { shapes } from './shapes'
import { windows } from './windows'

export const zh: Readonly<Record<string, string>> = { ...activations, ...canvas, ...common, ...drawing, ...editing, ...examples, ...finding, ...functions, ...help, ...inspector, ...layers, ...losses, ...said, ...sequences, ...shapes, ...windows }
