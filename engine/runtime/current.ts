/** A document as it is now: with its files and the device, what is known of it, and what of it can run. */
import { GraphAnalysis } from '../analysis/analysis'
import type { GraphDocument } from '../document/document'
import type { Edit } from '../document/types'
import type { DeviceId } from '../protocol'
import { Files } from './files'
import { inputFile } from './fingerprint'
import { filesOf, outlookOf, type Outlook } from './outlook'

export interface CurrentOptions {
  readonly document: GraphDocument
  /** The folder of the document's files; until it is known, they are not looked at. */
  readonly base: string | undefined
  /** Bytes that the document may take. */
  readonly memoryLimit: number
}

export class Current {
  readonly document: GraphDocument
  readonly files: Files
  readonly analysis: GraphAnalysis
  #device: DeviceId = 'cpu'
  #outlook: Outlook | undefined

  /** `filesChanged` hears of files that were added, changed on disk, or came or went, once they are looked at: from `followFiles` on. */
  constructor({ document, base, memoryLimit }: CurrentOptions, filesChanged: () => void) {
    this.document = document
    this.files = new Files(base, (paths) => {
      for (const path of paths) this.analysis.refreshAssets(path)
      this.#outlook = undefined
      filesChanged()
    })
    this.analysis = new GraphAnalysis(document, { assets: (path) => this.files.info(path), memoryLimit })
  }

  get device(): DeviceId {
    return this.#device
  }

  /** What can run, in which order, under which fingerprints; undefined where that was not asked since it last changed. */
  get outlook(): Outlook | undefined {
    return this.#outlook
  }

  /** The same, worked out where it is not known. */
  look(): Outlook {
    return this.#outlook ??= outlookOf(this.document, this.analysis, this.#device, (path) => this.files.stamp(path))
  }

  /** False where nothing changed that runs. Throws an EditError where an edit does not fit. */
  edit(edits: readonly Edit[]): boolean {
    for (const edit of edits) this.analysis.update(this.document.apply(edit))
    if (edits.every((edit) => edit.kind === 'moveNodes' || edit.kind === 'setLabel')) return false
    this.#outlook = undefined
    this.followFiles()
    return true
  }

  setDevice(device: DeviceId): void {
    this.#device = device
    this.#outlook = undefined
  }

  /** Looks at the files again. */
  lookAgain(): void {
    this.files.look()
    this.#outlook = undefined
  }

  /** Watches the files that the document names now. */
  followFiles(): void {
    this.files.follow(filesOf(this.document))
  }

  /** A node whose files cannot be looked at yet: the folder is not known. */
  isUnread(id: string): boolean {
    const node = this.document.node(id)
    if (!node || this.files.known) return false
    const inFile = (key: string): boolean => 'file' in (this.document.tensor(key) ?? {})
    return inputFile(node) !== undefined || this.document.tensorKeys(id).some(inFile)
  }
}
