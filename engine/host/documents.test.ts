import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Documents, type SaveQuestions } from './documents'
import { hostFolders } from './folders'
import { Recents } from './recents'
import { Recovery } from './recovery'

let dir: string
beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'tensorloom-host-'))
})
afterEach(() => fs.rmSync(dir, { recursive: true, force: true }))

const write = (name: string, content: string): string => {
  const file = path.join(dir, name)
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, content)
  return file
}
const graph = (image: string, name = 'G'): string => JSON.stringify({
  format: 'tensorloom-graph', version: 1, name,
  nodes: [{ id: 'x', type: 'Input', params: { shape: [1], value: { kind: 'file', path: image } } }],
  tensors: { 'x.w': { file: 'w.safetensors', key: 'w' } },
})
const answering = (picked: string | undefined, overwrite = false): SaveQuestions & { mayOverwrite: ReturnType<typeof vi.fn> } => ({
  pickPath: () => Promise.resolve(picked),
  mayOverwrite: vi.fn(() => Promise.resolve(overwrite)),
})

function host(): { documents: Documents; recents: Recents; recovery: Recovery; bases: Map<string, string> } {
  const folders = hostFolders(dir, path.join(dir, 'data'))
  const recents = new Recents(folders.data)
  const recovery = new Recovery(folders.data)
  const bases = new Map<string, string>()
  return { recents, recovery, bases, documents: new Documents({ folders, recents, recovery, onBase: (doc, base) => bases.set(doc, base) }) }
}

describe('opening', () => {
  it('tells the folder and remembers the file', async () => {
    const { documents, recents, bases } = host()
    const file = write('a/one.graph.json', graph('i.png'))
    const opened = await documents.open(file)
    expect(opened).toMatchObject({ path: file, name: 'one.graph.json', text: graph('i.png') })
    expect(bases.get(opened.doc)).toBe(path.dirname(file))
    expect(recents.list()).toEqual([{ path: file, name: 'one.graph.json', modified: fs.statSync(file).mtimeMs }])
    fs.rmSync(file)
    expect(recents.list()).toEqual([])
  })

  it('saves a file that has the longest name there is, and says where one is too long', async () => {
    const { documents } = host()
    const name = `${'n'.repeat(250)}.json`
    const file = write(`long/${name}`, graph('i.png'))
    fs.chmodSync(file, 0o640)
    const { doc } = await documents.open(file)
    await documents.save(doc, graph('i.png', 'H'), file, 'x', answering(undefined))
    expect(JSON.parse(fs.readFileSync(file, 'utf8'))).toMatchObject({ name: 'H' })
    expect([fs.readdirSync(path.dirname(file)), fs.statSync(file).mode & 0o777]).toEqual([[name], 0o640])
    await expect(documents.save(doc, graph('i.png'), null, 'x', answering(path.join(dir, `long/n${name}`)))).rejects.toThrow('has too long a name')
    expect(fs.readdirSync(path.dirname(file))).toEqual([name])
  })

  it('says in words what it cannot open', async () => {
    const { documents } = host()
    await expect(documents.open(path.join(dir, 'no.graph.json'))).rejects.toThrow('no.graph.json is not there any more.')
    await expect(documents.open(write('secret.txt', 'x'))).rejects.toThrow('is no graph')
  })

  it('does not open what is no text, of which a save would make something else', async () => {
    const { documents } = host()
    const file = path.join(dir, 'bytes.graph.json')
    fs.writeFileSync(file, Buffer.from([0x7b, 0xff, 0xfe, 0x7d]))
    await expect(documents.open(file)).rejects.toThrow('bytes.graph.json is not UTF-8 text')
  })

  it('does not remember what is no graph', async () => {
    const { documents, recents } = host()
    expect(await documents.open(write('broken.graph.json', '{'))).toMatchObject({ text: '{' })
    expect(recents.list()).toEqual([])
  })

  it('opens a copy of an example and of its files', async () => {
    write('graphs/ex.graph.json', graph('i.png', 'Example'))
    write('graphs/i.png', 'pixels')
    const { documents, bases } = host()
    const opened = await documents.openExample('ex')
    expect(opened).toMatchObject({ path: null, name: 'Example' })
    const base = bases.get(opened.doc) ?? ''
    expect(fs.readdirSync(base)).toEqual(['i.png'])
    expect(base.startsWith(path.join(dir, 'data'))).toBe(true)
    for (const name of ['i-1.png', 'i-10.png', 'i-1b.png', 'i-1.npy', 'j-1.png']) write(`graphs/${name}`, name)
    write('graphs/row.graph.json', graph('i-1.png', 'Row'))
    expect(fs.readdirSync(bases.get((await documents.openExample('row')).doc) ?? '').sort()).toEqual(['i-1.png', 'i-10.png'])
    await expect(documents.openExample('../ex')).rejects.toThrow('no example')
  })
})

describe('saving', () => {
  it('writes to the document\'s own file only', async () => {
    const { documents } = host()
    const file = write('one.graph.json', graph('i.png'))
    const other = write('two.graph.json', 'untouched')
    const { doc } = await documents.open(file)
    expect(await documents.save(doc, 'new', file, 'x', answering(undefined))).toEqual({ path: file, name: 'one.graph.json' })
    expect(fs.readFileSync(file, 'utf8')).toBe('new')
    await expect(documents.save(doc, 'new', other, 'x', answering(undefined))).rejects.toThrow('another file')
    expect(fs.readFileSync(other, 'utf8')).toBe('untouched')
  })

  it('asks before it overwrites what another program wrote', async () => {
    const { documents } = host()
    const file = write('one.graph.json', 'old')
    const { doc } = await documents.open(file)
    fs.writeFileSync(file, 'theirs')
    const no = answering(undefined)
    expect(await documents.save(doc, 'mine', file, 'x', no)).toBeNull()
    expect(no.mayOverwrite).toHaveBeenCalledWith('one.graph.json')
    expect(fs.readFileSync(file, 'utf8')).toBe('theirs')
    expect(await documents.save(doc, 'mine', file, 'x', answering(undefined, true))).not.toBeNull()
    const again = answering(undefined)
    await documents.save(doc, 'mine 2', file, 'x', again)
    expect(again.mayOverwrite).not.toHaveBeenCalled()
  })

  it('takes the files along to another folder, and leaves other files there alone', async () => {
    const { documents, bases } = host()
    const { doc } = await documents.open(write('a/one.graph.json', graph('sub/i.png')))
    write('a/sub/i.png', 'pixels')
    write('a/w.safetensors', 'weights')
    fs.mkdirSync(path.join(dir, 'b'))
    const target = path.join(dir, 'b', 'copy')
    expect(await documents.save(doc, graph('sub/i.png'), null, 'x', answering(target))).toEqual({ path: `${target}.graph.json`, name: 'copy.graph.json' })
    expect(fs.readFileSync(path.join(dir, 'b/sub/i.png'), 'utf8')).toBe('pixels')
    expect(bases.get(doc)).toBe(path.join(dir, 'b'))

    const { doc: second } = await documents.open(path.join(dir, 'a/one.graph.json'))
    write('c/w.safetensors', 'another')
    await expect(documents.save(second, graph('sub/i.png'), null, 'x', answering(path.join(dir, 'c/x.graph.json')))).rejects.toThrow('w.safetensors in that folder is another file')
    expect(fs.readdirSync(path.join(dir, 'c'))).toEqual(['w.safetensors'])
  })

  it('does not carry what lies outside the graph\'s folder', async () => {
    const { documents } = host()
    const secret = write('secret.png', 'secret')
    const { doc } = await documents.open(write('a/one.graph.json', graph('../secret.png')))
    fs.symlinkSync(secret, path.join(dir, 'a/w.safetensors'))
    fs.mkdirSync(path.join(dir, 'b'))
    await documents.save(doc, graph('../secret.png'), null, 'x', answering(path.join(dir, 'b/y.graph.json')))
    expect(fs.readdirSync(path.join(dir, 'b'))).toEqual(['y.graph.json'])
  })

  it('says that the folder is gone', async () => {
    const { documents } = host()
    const file = write('a/one.graph.json', graph('i.png'))
    const { doc } = await documents.open(file)
    fs.rmSync(path.dirname(file), { recursive: true })
    await expect(documents.save(doc, graph('i.png'), file, 'x', answering(undefined))).rejects.toThrow(`The folder ${path.dirname(file)} is not there any more.`)
  })

  it('is null where the person cancels', async () => {
    const { documents } = host()
    expect(await documents.save('new', 'text', null, 'New', answering(undefined))).toBeNull()
  })
})

describe('files of a graph', () => {
  it('go beside a saved graph, under a free name', async () => {
    const { documents } = host()
    const { doc } = await documents.open(write('one.graph.json', graph('i.png')))
    write('digit.png', 'old')
    expect(await documents.addAsset(doc, '/somewhere/digit.png', Buffer.from('new'))).toBe('digit-1.png')
    expect(await documents.addAsset(doc, 'digit.png', Buffer.from('old'))).toBe('digit.png')
    expect(await documents.addAsset(doc, '..\\..\\digit.png', Buffer.from('new'))).toBe('digit-1.png')
    expect(await documents.addAsset(doc, 'digit.png', Buffer.from('new'), '28x28')).toBe('28x28/digit.png')
    expect(await documents.addAsset(doc, 'digit.png', Buffer.from('new'), '../..')).toBe('digit-1.png')
    await expect(documents.addAsset(doc, 'run.sh', Buffer.from('x'))).rejects.toThrow('only')
  })

  it('are listed by number, within the graph’s folder alone', async () => {
    const { documents } = host()
    const { doc } = await documents.open(write('a/one.graph.json', graph('i.png')))
    for (const name of ['a/p/i10.png', 'a/p/i9.PNG', 'a/p/n.npy', 'a/p/notes.txt', 'a/b.jpg', 'secret.png']) write(name, 'x')
    expect(await documents.valuesBeside(doc, 'p/i10.png')).toEqual(['p/i9.PNG', 'p/i10.png', 'p/n.npy'])
    expect(await documents.valuesBeside(doc, 'gone.png')).toEqual(['b.jpg'])
    expect(await documents.valuesBeside(doc, '../secret.png')).toEqual([])
    expect(await documents.valuesBeside(doc, path.join(dir, 'secret.png'))).toEqual([])
    expect(await documents.valuesBeside(doc, 'nowhere/i.png')).toEqual([])
    fs.symlinkSync(dir, path.join(dir, 'a/link'))
    expect(await documents.valuesBeside(doc, 'link/secret.png')).toEqual([])
  })

  it('of a new document move with its first save, the ones that undo may bring back too', async () => {
    const { documents, bases } = host()
    expect(await documents.addAsset('fresh', 'i.png', Buffer.from('pixels'))).toBe('i.png')
    expect(await documents.addAsset('fresh', 'before.png', Buffer.from('older'))).toBe('before.png')
    expect(bases.get('fresh')).toContain('recovery')
    fs.mkdirSync(path.join(dir, 'b'))
    await documents.save('fresh', graph('i.png'), null, 'x', answering(path.join(dir, 'b/x.graph.json')))
    expect(fs.readdirSync(path.join(dir, 'b')).sort()).toEqual(['before.png', 'i.png', 'x.graph.json'])
    expect(fs.existsSync(path.join(dir, 'data/recovery')) && fs.readdirSync(path.join(dir, 'data/recovery')).flatMap((s) => fs.readdirSync(path.join(dir, 'data/recovery', s)))).toEqual([])
  })

  it('leaves a read-only file alone, and a link a link', async () => {
    const { documents } = host()
    const file = write('kept.graph.json', graph('i.png'))
    const link = path.join(dir, 'link.graph.json')
    fs.symlinkSync(file, link)
    const { doc } = await documents.open(link)
    await documents.save(doc, 'second', link, 'x', answering(undefined))
    expect([fs.lstatSync(link).isSymbolicLink(), fs.readFileSync(file, 'utf8')]).toEqual([true, 'second'])
    fs.chmodSync(file, 0o444)
    await expect(documents.save(doc, 'third', link, 'x', answering(undefined))).rejects.toThrow('link.graph.json is read-only')
    expect(fs.readFileSync(file, 'utf8')).toBe('second')
  })
})

describe('recovery', () => {
  /** Makes what this process stashed look like the work of one that is gone. */
  const die = (): void => {
    const root = path.join(dir, 'data/recovery')
    for (const session of fs.readdirSync(root)) fs.renameSync(path.join(root, session), path.join(root, `999999999-${Date.now()}`))
  }

  it('offers what a dead session left, with its files, until it is saved or discarded', async () => {
    const first = host()
    await first.documents.addAsset('fresh', 'i.png', Buffer.from('pixels'))
    await first.documents.stash('fresh', 'unsaved', 'Mine')
    die()
    const second = host()
    const [found] = second.documents.recovered()
    expect(found).toMatchObject({ name: 'Mine', text: 'unsaved' })
    const id = found?.id ?? ''
    expect(id).not.toBe('fresh')
    expect(fs.readdirSync(second.bases.get(id) ?? '')).toEqual(['i.png'])
    expect(second.documents.recovered()).toHaveLength(1)
    await second.documents.unstash(id)
    expect(second.documents.recovered()).toEqual([])
  })

  it('offers a new graph of a page that is gone, and nobody what another page has', async () => {
    const { documents, recovery, recents } = host()
    const folders = hostFolders(dir, path.join(dir, 'data'))
    const page = (): Documents => new Documents({ folders, recents, recovery, onBase: () => undefined })
    const other = page()
    await documents.stash('new', graph('i.png'), 'Untitled')
    expect(other.recovered()).toEqual([])
    documents.closeAll()
    expect(other.recovered()).toMatchObject([{ id: 'new' }])
    const opener = page()
    await opener.stash('new', graph('i.png'), 'Untitled')
    // It was offered it, and left.
    other.closeAll()
    expect(page().recovered()).toEqual([])
  })

  it('lets recovered work go back to its file', async () => {
    const file = write('one.graph.json', 'saved')
    const first = host()
    const { doc } = await first.documents.open(file)
    await first.documents.stash(doc, 'edited', 'one')
    die()
    const { documents } = host()
    const [found] = documents.recovered()
    expect(found?.path).toBe(file)
    await documents.save(found?.id ?? '', 'edited', file, 'x', answering(undefined, true))
    expect(fs.readFileSync(file, 'utf8')).toBe('edited')
    expect(documents.recovered()).toEqual([])
  })

  it('asks before recovered work goes over a file that another program changed since', async () => {
    const file = write('one.graph.json', 'saved')
    const first = host()
    const { doc } = await first.documents.open(file)
    await first.documents.stash(doc, 'edited', 'one')
    die()
    write('one.graph.json', 'theirs')
    const { documents } = host()
    const [found] = documents.recovered()
    const no = answering(undefined, false)
    expect(await documents.save(found?.id ?? '', 'edited', file, 'x', no)).toBeNull()
    expect(no.mayOverwrite).toHaveBeenCalledWith('one.graph.json')
    expect([fs.readFileSync(file, 'utf8'), documents.recovered().length]).toEqual(['theirs', 1])
  })

  it('does in order what is asked of one document at a time', async () => {
    const { documents, recovery } = host()
    for (let round = 0; round < 20; round++) {
      const large = 'x'.repeat(1 << 16)
      await Promise.all([documents.stash('doc', large, 'Mine'), recovery.drop('doc'), documents.stash('doc', large, 'Mine'), documents.unstash('doc')])
    }
    documents.close('doc')
    expect(documents.recovered()).toEqual([])
  })

  it('does not offer what is open here, or in a living process', async () => {
    const { documents, recovery } = host()
    await documents.stash('open', 'text', 'Open')
    expect(documents.recovered()).toEqual([])
    documents.close('open')
    expect(documents.recovered()).toHaveLength(1)
    const root = path.join(dir, 'data/recovery')
    const alive = path.join(root, `${process.ppid}-${Date.now() + 10_000}`, 'doc')
    fs.mkdirSync(alive, { recursive: true })
    fs.writeFileSync(path.join(alive, 'stash.json'), JSON.stringify({ name: 'Theirs', text: '', path: null }))
    expect(recovery.recovered().map(({ name }) => name)).toEqual(['Open'])
  })
})
