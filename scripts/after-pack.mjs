// electron-builder's hook: an Electron of scripts/electron-dist.mjs brings a launcher as its own app, which is not ours.
import fs from 'node:fs'
import path from 'node:path'

export default async function afterPack({ appOutDir }) {
  fs.rmSync(path.join(appOutDir, 'resources', 'app'), { recursive: true, force: true })
}
