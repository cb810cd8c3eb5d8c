/** The files behind the documents that one page has open: where each lies, and what may be written where. */
import { createHash, randomUUID } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { readGraph } from '../document/file'
import { codeOf, mayReplace, READ_ONLY } from '../runtime/writing'
import { say } from '../say'
import { carryAssets, carryDraft, valuesBeside, writeAsset } from './assets'
import { GRAPH_ENDING, listExamples } from './examples'
import type { HostFolders } from './folders'
import type { Recents } from './recents'
import type { Recovery } from './recovery'
import { replaceFile } from './replace'
import type { OpenedFile, RecoveredFile, SavedFile } from './types'

interface Place {
  readonly path: string | null
  /** The folder that the document's relative paths start from. */
  readonly base: string
  /** Of the file's bytes as this host last read or wrote them. */
  readonly digest?: string
}

export interface DocumentsOptions {
  readonly folders: HostFolders
  readonly recents: Recents
  readonly recovery: Recovery
  /** A document's folder became known or changed: the engine has to hear of it. */
  onBase(doc: string, dir: string): void
}

/** How a host asks a person. */
export interface SaveQuestions {
  /** Where to write; undefined: cancelled. */
  pickPath(suggested: string): Promise<string | undefined>
  /** The file is there already, or was changed by another program since it was read: overwrite it? */
  mayOverwrite(name: string): Promise<boolean>
}

const digestOf = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const readable = (error: unknown, file: string): Error => {
  const code = codeOf(error)
  const why = code === 'ENOENT' ? say`is not there any more` : code === 'EACCES' || code === 'EPERM' ? say`may not be read or written by this user`
    : code === 'ENOSPC' ? say`does not fit: the disk is full` : code === 'EROFS' ? say`lies on a disk that cannot be written`
    : code === READ_ONLY ? say`is read-only: allow writing to it, or save under another name` : code === 'ENAMETOOLONG' ? say`has too long a name` : code === 'EISDIR' ? say`is a folder` : undefined
  return why === undefined && error instanceof Error ? error : new Error(say`${path.basename(file)} ${why ?? say`could not be read or written`}.`)
}

function textOf(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // Opened all the same, what is no text would be saved as something else.
    throw new Error(say`${path.basename(file)} is not UTF-8 text; a graph file is JSON in UTF-8.`)
  }
}

export class Documents {
  private readonly places = new Map<string, Place>()
  /** What this page has open or stashed: nobody else is offered it. */
  private readonly held = new Set<string>()

  constructor(private readonly options: DocumentsOptions) {}

  /** Opens a graph file. Throws, in words for a person, where it cannot be read or is no .json file. */
  async open(file: string): Promise<OpenedFile> {
    const full = path.resolve(file)
    if (path.extname(full).toLowerCase() !== '.json') throw new Error(say`${path.basename(full)} is no graph: graphs end in ${GRAPH_ENDING}.`)
    const bytes = await fs.readFile(full).catch((error: unknown) => {
      throw readable(error, full)
    })
    const text = textOf(bytes, full)
    const doc = this.place(randomUUID(), { path: full, base: path.dirname(full), digest: digestOf(bytes) })
    // What is no graph is not worth coming back to.
    if (readGraph(text).graph) this.options.recents.add(full)
    return { doc, path: full, name: path.basename(full), text }
  }

  /** Opens an example as a new document: its files are copied, so that nothing done to it reaches the original. */
  async openExample(id: string): Promise<OpenedFile> {
    const { examples } = this.options.folders
    const example = (await listExamples(examples)).find((entry) => entry.id === id)
    if (!example) throw new Error(say`There is no example ${id}.`)
    const text = await fs.readFile(path.join(examples, id + GRAPH_ENDING), 'utf8')
    const doc = randomUUID()
    const base = this.options.recovery.draftFolder(doc)
    await carryAssets(text, examples, base, true)
    this.place(doc, { path: null, base })
    return { doc, path: null, name: example.name, text }
  }

  /** Opens a text that came without a path (dropped into a browser). */
  openText(name: string, text: string): OpenedFile {
    const doc = randomUUID()
    this.place(doc, { path: null, base: this.options.recovery.draftFolder(doc) })
    return { doc, path: null, name, text }
  }

  /** Writes a graph, and beside it the files that it names where they lie elsewhere. Null: cancelled. */
  async save(doc: string, text: string, asked: string | null, suggestedName: string, questions: SaveQuestions): Promise<SavedFile | null> {
    const place = this.places.get(doc)
    if (asked !== null && asked !== place?.path) throw new Error(say`This document was opened from another file.`)
    const target = asked ?? await this.pick(suggestedName, place, questions)
    if (target === undefined) return null
    try {
      if (asked !== null && place?.digest !== undefined && await this.changedOutside(target, [place.digest, digestOf(text)]) && !await questions.mayOverwrite(path.basename(target))) return null
      if (place && place.base !== path.dirname(target)) await carryAssets(text, place.base, path.dirname(target))
      await replaceFile(mayReplace(target), text)
    } catch (error) {
      const folder = path.dirname(target)
      throw await fs.access(folder).then(() => readable(error, target), () => new Error(say`The folder ${folder} is not there any more.`))
    }
    if (place?.path === null) await carryDraft(place.base, path.dirname(target))
    await this.options.recovery.drop(doc)
    this.place(doc, { path: target, base: path.dirname(target), digest: digestOf(text) })
    this.options.recents.add(target)
    return { path: target, name: path.basename(target) }
  }

  async stash(doc: string, text: string, name: string): Promise<void> {
    this.hold(doc)
    const { path: file = null, digest } = this.places.get(doc) ?? {}
    await this.options.recovery.stash(doc, { name, text, path: file, ...(digest === undefined ? {} : { digest }) })
  }

  async unstash(doc: string): Promise<void> {
    await this.options.recovery.unstash(doc)
  }

  /** Unsaved work of earlier sessions; each may be opened under its id, saved to its path, or discarded by `unstash`. */
  recovered(): RecoveredFile[] {
    return this.options.recovery.recovered().map(({ doc, name, text, path: file, digest }) => {
      this.place(doc, { path: file, base: file === null ? this.options.recovery.draftFolder(doc) : path.dirname(file), ...(digest === undefined ? {} : { digest }) })
      // Not held: until it is opened or discarded, every new page is offered it.
      this.release(doc)
      return { id: doc, name, text, ...(file === null ? {} : { path: file }) }
    })
  }

  /** Puts a file beside a saved graph (in `folder` there), or with an unsaved one; resolves to the relative path to write in the graph. */
  async addAsset(doc: string, name: string, bytes: Uint8Array, folder?: string): Promise<string> {
    const base = this.places.get(doc)?.base ?? this.options.recovery.draftFolder(doc)
    const written = await writeAsset(base, name, bytes, folder).catch((error: unknown) => {
      throw readable(error, name)
    })
    if (!this.places.has(doc)) this.place(doc, { path: null, base })
    return written
  }

  /** The pictures and arrays in the folder of one that the document names, itself among them. */
  async valuesBeside(doc: string, relative: string): Promise<string[]> {
    const base = this.places.get(doc)?.base
    return base === undefined ? [] : valuesBeside(base, relative)
  }

  /** Forgets a document; what is stashed of it stays. */
  close(doc: string): void {
    this.places.delete(doc)
    this.release(doc)
  }

  /** The page is gone, and every document with it. */
  closeAll(): void {
    for (const doc of [...this.places.keys(), ...this.held]) this.close(doc)
  }

  /** Tells a new engine every document's folder. */
  announce(): void {
    for (const [doc, { base }] of this.places) this.options.onBase(doc, base)
  }

  /** A name for a dialog: in the document's own folder where it has one. */
  suggestion(doc: string, name: string): string {
    const file = this.places.get(doc)?.path
    return typeof file === 'string' ? path.join(path.dirname(file), name) : name
  }

  private place(doc: string, place: Place): string {
    this.places.set(doc, place)
    this.hold(doc)
    this.options.onBase(doc, place.base)
    return doc
  }

  private hold(doc: string): void {
    this.held.add(doc)
    this.options.recovery.hold(doc)
  }

  /** What another page holds stays held. */
  private release(doc: string): void {
    if (this.held.delete(doc)) this.options.recovery.release(doc)
  }

  private async pick(suggestedName: string, place: Place | undefined, questions: SaveQuestions): Promise<string | undefined> {
    const name = suggestedName.endsWith('.json') ? suggestedName : suggestedName + GRAPH_ENDING
    const picked = await questions.pickPath(typeof place?.path === 'string' ? path.join(path.dirname(place.path), name) : name)
    if (picked === undefined || path.extname(picked).toLowerCase() === '.json') return picked
    const target = picked + GRAPH_ENDING
    // The dialog asked about another name.
    const taken = await fs.access(target).then(() => true, () => false)
    if (taken && !await questions.mayOverwrite(path.basename(target))) return undefined
    return target
  }

  /** Whether a file is there and holds something else than is `known`. */
  private async changedOutside(file: string, known: readonly string[]): Promise<boolean> {
    const now = await fs.readFile(file).catch(() => undefined)
    return now !== undefined && !known.includes(digestOf(now))
  }
}
