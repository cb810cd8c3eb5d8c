/** The Chinese of what the engine and the hosts say: by the templates of `say`, values as `{0}`, `{1}`, ... */
import { functions } from './functions'
import { graph } from './graph'
import { losses } from './losses'
import { mends } from './mends'
import { norms } from './norms'
import { run } from './run'
import { sequences } from './sequences'
import { shapes } from './shapes'
import { shared } from './shared'
import { windows } from './windows'

export const said: Readonly<Record<string, string>> = { ...functions, ...graph, ...losses, ...mends, ...norms, ...run, ...sequences, ...shapes, ...shared, ...windows }
