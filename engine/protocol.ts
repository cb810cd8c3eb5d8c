/**
 * What crosses between a page and an engine: zod schemas and the types they imply. Pure, so that the page and the
 * engine read the same file. Everything survives structured clone and MessagePack.
 *
 * A page opens a document, then sends its edits, each with the revision that it makes. The engine answers with
 * `value` messages for the watched nodes, and a `state` when a run starts and ends. A value that did not change is not
 * sent again; what a `gone` names has no value any more. Results of an older revision than the page's are void. What the
 * engine says in one go crosses as one list.
 */
import { z } from 'zod'
import type { AssetInfo } from './analysis/types'
import type { Edit, Graph, Json, NumberLiteral, Problem } from './document/types'
import type { Wording } from './say'
import { DTYPES } from './tensor/dtype'
import { FITS } from './tensor/resize'

// The page's CSP forbids the code that zod would compile.
z.config({ jitless: true })

const text = z.string().max(65_536)
const id = z.string().min(1).max(4096)
const revision = z.int().min(0)
const request = z.int().min(0)
/** Unlike `z.number()`, takes NaN and the infinities, which values hold. */
const anyNumber = z.custom<number>((value) => typeof value === 'number', 'not a number')
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'not bytes')

/** Whether a value is plain data as a graph file holds it. Iterative: inline data may be long, and nesting deep. */
export function isJson(value: unknown): value is Json {
  const stack: unknown[] = [value]
  while (stack.length > 0) {
    const item = stack.pop()
    if (item === null || typeof item === 'boolean' || typeof item === 'string' || typeof item === 'number') continue
    if (typeof item !== 'object') return false
    if (Array.isArray(item)) {
      for (const element of item as unknown[]) if (typeof element !== 'number') stack.push(element)
      continue
    }
    const prototype: unknown = Object.getPrototypeOf(item)
    if (prototype !== Object.prototype && prototype !== null) return false
    for (const element of Object.values(item)) stack.push(element)
  }
  return true
}
const isRecord = (value: unknown): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && isJson(value)

const json = z.custom<Json>(isJson, 'not JSON')
const record = z.custom<Readonly<Record<string, Json>>>(isRecord, 'not an object')
const unknownKeys = z.exactOptional(record)
const numberLiteral: z.ZodType<NumberLiteral> = z.object({ $number: z.string() })
const seed = z.union([z.number(), numberLiteral])
const position = z.tuple([z.number(), z.number()]).readonly()
const portRef = z.tuple([z.string(), z.string()]).readonly()

const graphNodeSchema = z.object({
  id,
  type: z.string(),
  label: z.exactOptional(z.string()),
  params: record,
  position: z.exactOptional(position),
  bypass: z.exactOptional(z.literal(true)),
  unknown: unknownKeys,
})
const edgeSchema = z.object({ from: portRef, to: portRef, unknown: unknownKeys })
const tensorEntrySchema = z.union([
  z.object({ shape: z.array(z.number()).readonly(), data: z.custom<readonly Json[]>((value) => Array.isArray(value) && isJson(value)), unknown: unknownKeys }),
  z.object({ file: z.string(), key: z.string(), unknown: unknownKeys }),
])
const graphSchema: z.ZodType<Graph> = z.object({
  name: z.string(),
  description: z.exactOptional(z.string()),
  seed,
  nodes: z.array(graphNodeSchema).readonly(),
  edges: z.array(edgeSchema).readonly(),
  tensors: z.record(z.string(), tensorEntrySchema).readonly(),
  unknown: unknownKeys,
})

const index = z.exactOptional(z.int().min(0))
const editSchema: z.ZodType<Edit> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('addNode'), node: graphNodeSchema, index }),
  z.object({ kind: z.literal('removeNode'), id }),
  z.object({ kind: z.literal('addEdge'), edge: edgeSchema, index }),
  z.object({ kind: z.literal('removeEdge'), edge: edgeSchema }),
  z.object({ kind: z.literal('setParam'), node: id, param: z.string(), value: z.exactOptional(json) }),
  z.object({ kind: z.literal('setParams'), node: id, params: record }),
  z.object({ kind: z.literal('setType'), node: id, type: z.string(), params: record }),
  z.object({ kind: z.literal('setLabel'), node: id, label: z.exactOptional(z.string()) }),
  z.object({ kind: z.literal('setBypass'), node: id, bypass: z.boolean() }),
  z.object({ kind: z.literal('renameNode'), id, to: id }),
  z.object({ kind: z.literal('moveNodes'), positions: z.record(z.string(), position.nullable()).readonly() }),
  z.object({ kind: z.literal('setTensor'), key: z.string(), value: z.exactOptional(tensorEntrySchema) }),
  z.object({ kind: z.literal('setExtra'), key: z.enum(['frames', 'notes']), value: z.exactOptional(json), index }),
  z.object({
    kind: z.literal('setGraph'),
    name: z.exactOptional(z.string()),
    description: z.exactOptional(z.string().nullable()),
    seed: z.exactOptional(seed),
  }),
])

const deviceIdSchema = z.enum(['cpu', 'cuda', 'webgpu'])
/** [from, to): to is cut to what there is. */
const range = z.tuple([z.int().min(0), z.int().min(0)]).readonly()
/** The dimensions that are the rows and the columns of a matrix. */
const axes = z.exactOptional(z.tuple([z.int().min(0), z.int().min(0)]).readonly())
/** Of a picture that is made. */
const pixels = z.int().min(1).max(16_384)
const indices = z.array(z.int().min(0)).readonly()
/** What a request is about: the value at a node's port, or (`weight`) the parameter or buffer of that name. */
const about = { request, doc: id, node: id, port: z.string(), of: z.exactOptional(z.enum(['output', 'weight'])) }

/** Page to engine. */
export const pageMessageSchema = z.discriminatedUnion('type', [
  /** Opens a document, or replaces it. Its folder comes from the host alone (`base` below). */
  z.object({ type: z.literal('open'), doc: id, graph: graphSchema, revision: z.exactOptional(revision) }),
  /** `revision` is the one that these edits make; it only grows. */
  z.object({ type: z.literal('edit'), doc: id, revision, edits: z.array(editSchema).readonly() }),
  /** The nodes on screen, in place of those watched before: their values are sent, and computed first. `sample`: of batches, the one in the pictures. */
  z.object({ type: z.literal('watch'), doc: id, nodes: z.array(id).readonly(), sample: z.exactOptional(z.int().min(0)) }),
  z.object({ type: z.literal('device'), doc: id, device: deviceIdSchema }),
  /** Tries every device; a `device` message tells which are there. */
  z.object({ type: z.literal('devices'), doc: id }),
  /** Whether edits run by themselves. Where they do not, what they make old is told (`stale`), and `refresh` runs. */
  z.object({ type: z.literal('live'), doc: id, live: z.boolean() }),
  /** Looks at the document's files again, as they may have changed on disk, and runs. */
  z.object({ type: z.literal('refresh'), doc: id }),
  /** Ends the run at the next point where it can; an edit or `refresh` begins another. */
  z.object({ type: z.literal('cancel'), doc: id }),
  z.object({ type: z.literal('close'), doc: id }),
  /**
   * A matrix of a value: of its last two dimensions, or of `axes`. `index` fixes the others in order (those left out are
   * 0), `rows` and `cols` say which part. A vector has one row, a 0-d value one row and one column.
   */
  z.object({ type: z.literal('slice'), ...about, index: indices, rows: range, cols: range, axes }),
  /** A whole value. */
  z.object({ type: z.literal('values'), ...about }),
  /** Statistics and a picture, of what is not watched: weights. */
  z.object({ type: z.literal('summary'), ...about }),
  /** Heat maps of matrices as `slice` picks them: one, or those along a further dimension, from its index on. `scale`: the values of 0 and 255. */
  z.object({ type: z.literal('picture'), ...about, index: indices, axes, along: z.exactOptional(z.int().min(0)), scale: z.tuple([anyNumber, anyNumber]).readonly() }),
  /** How many finite elements lie in each of `bins` equal parts of `scale`. */
  z.object({ type: z.literal('histogram'), ...about, bins: z.int().min(1).max(1024), scale: z.tuple([anyNumber, anyNumber]).readonly() }),
  /** Where the largest, the smallest, or the next value is that is NaN or infinite; `after` an element, in row-major order. */
  z.object({ type: z.literal('find'), ...about, what: z.enum(['max', 'min', 'odd']), after: z.exactOptional(z.int().min(-1)) }),
  /**
   * What a picture or .npy file gives: the file `path`, or (where it lies nowhere yet) its `bytes`. `to`: the size that a
   * picture is to have; one of another size is made to fit.
   */
  z.object({ type: z.literal('fit'), request, doc: id, path: text, bytes: z.exactOptional(bytes), to: z.exactOptional(z.object({ width: pixels, height: pixels, fit: z.enum(FITS) })) }),
])
export type PageMessage = z.infer<typeof pageMessageSchema>

/** `reason`: why it is missing; `note`: what is other with it than with the CPU. */
const deviceSchema = z.object({ id: deviceIdSchema, available: z.boolean(), reason: z.exactOptional(z.string()), note: z.exactOptional(z.string()) })
export type Device = z.infer<typeof deviceSchema>
export type DeviceId = z.infer<typeof deviceIdSchema>

const dtype = z.enum(DTYPES)
const shape = z.array(z.number()).readonly()
const tensorTypeSchema = z.object({ dtype, shape })

/** Population statistics in float64, NaN where a value is NaN, null where there is none; `nan` and `inf` count. */
const statsSchema = z.object({
  min: anyNumber.nullable(),
  max: anyNumber.nullable(),
  mean: anyNumber.nullable(),
  std: anyNumber.nullable(),
  nan: z.number(),
  inf: z.number(),
  count: z.number(),
})
export type Stats = z.infer<typeof statsSchema>

/**
 * What a card draws. `data` holds `count` maps of `width` x `height`, one after the other, 0..255 on `lo`..`hi` (NaN as
 * 0); an `image` has 1 or 3 of them, its channels. `total` is how many maps there are, `count` of which are here.
 * `values` are the numbers themselves, of `bars` and `scalar`. `sample`: of a batch, the one that is drawn, where it is
 * not the first.
 */
const thumbSchema = z.object({
  kind: z.enum(['image', 'maps', 'strip', 'bars', 'scalar', 'none']),
  width: z.int(),
  height: z.int(),
  count: z.int(),
  total: z.int(),
  lo: anyNumber,
  hi: anyNumber,
  data: bytes,
  values: z.exactOptional(z.array(anyNumber).readonly()),
  sample: z.exactOptional(z.int()),
})
export type Thumb = z.infer<typeof thumbSchema>

const problem = z.custom<Problem>((value) => {
  if (typeof value !== 'object' || value === null) return false
  const { severity, code, message } = value as Partial<Record<string, unknown>>
  return (severity === 'error' || severity === 'warning') && typeof code === 'string' && typeof message === 'string'
}, 'not a problem')
const assetInfo = z.custom<AssetInfo>((value) => typeof value === 'object' && value !== null && 'kind' in value, 'not an asset')

const isWording = (value: unknown): value is Wording => {
  if (typeof value !== 'object' || value === null) return false
  const { text, key, values } = value as Partial<Record<string, unknown>>
  return typeof text === 'string' && typeof key === 'string' && Array.isArray(values) && values.every((item) => typeof item === 'string' || isWording(item))
}
export const wordingSchema = z.custom<Wording>(isWording, 'not a wording')

/** Engine to page. */
export const engineMessageSchema = z.discriminatedUnion('type', [
  /** First of all. `memoryLimit` is in bytes. */
  z.object({ type: z.literal('welcome'), version: z.string(), devices: z.array(deviceSchema).readonly(), memoryLimit: z.number(), threads: z.number() }),
  /**
   * A run began (`running`) or ended: `error` where the graph has an error or the run failed, else `idle`. `problems`
   * are those that only running tells (`runtime`); the rest the page's own analysis has. `ran` says how many nodes were
   * computed: the others' values were at hand.
   */
  z.object({
    type: z.literal('state'), doc: id, revision, state: z.enum(['running', 'idle', 'error']),
    milliseconds: z.exactOptional(z.number()), ran: z.exactOptional(z.int()), problems: z.array(problem).readonly(),
  }),
  /** How the texts of the next message were put together, for a page in another language. */
  z.object({ type: z.literal('said'), wordings: z.array(wordingSchema).readonly() }),
  /** How far a long run is, in nodes. */
  z.object({ type: z.literal('progress'), doc: id, done: z.int(), total: z.int() }),
  z.object({ type: z.literal('value'), doc: id, revision, node: id, port: z.string(), dtype, shape, stats: statsSchema, thumb: thumbSchema }),
  /** How long nodes took when they ran last, each alone. Those of which nothing is told keep what was told before. */
  z.object({ type: z.literal('times'), doc: id, milliseconds: z.record(id, z.number()).readonly() }),
  /** These nodes have no value any more: an error reaches them, or the run failed. */
  z.object({ type: z.literal('gone'), doc: id, revision, nodes: z.array(id).readonly() }),
  /** Of the values that the page has, those older than the document because edits do not run; in place of those told before. */
  z.object({ type: z.literal('stale'), doc: id, nodes: z.array(id).readonly() }),
  /** What the document's files are, by path as written; all of them, whenever one changed. */
  z.object({ type: z.literal('assets'), doc: id, assets: z.record(z.string(), assetInfo).readonly() }),
  /** What the document runs on from now on, and which devices there are; `reason`: the one asked for does not work. */
  z.object({ type: z.literal('device'), doc: id, device: deviceIdSchema, reason: z.exactOptional(z.string()), devices: z.array(deviceSchema).readonly() }),
  /** A message that the engine did not take: bad, or an edit that does not fit its copy. Open the document again. */
  z.object({ type: z.literal('refused'), doc: z.exactOptional(z.string()), reason: z.string() }),
  z.object({
    type: z.literal('reply'), request,
    reply: z.discriminatedUnion('kind', [
      /** Row-major, `rows` x `cols`; bool as true and false, an int64 beyond 2^53 as a text. */
      z.object({ kind: z.literal('slice'), type: tensorTypeSchema, rows: z.number(), cols: z.number(), data: z.array(z.union([anyNumber, z.string(), z.boolean()])).readonly() }),
      /** Little-endian, row-major, as engine/tensor/dtype.ts keeps it. */
      z.object({ kind: z.literal('values'), type: tensorTypeSchema, data: bytes }),
      z.object({ kind: z.literal('summary'), type: tensorTypeSchema, stats: statsSchema, thumb: thumbSchema }),
      /** `odd`, where there is any: for each pixel 1 where a NaN is in it, 2 where an infinity is, else 0. */
      z.object({ kind: z.literal('picture'), thumb: thumbSchema, odd: z.exactOptional(bytes) }),
      z.object({ kind: z.literal('histogram'), counts: z.array(z.int()).readonly() }),
      /** Null: there is none. `flat` is its place in row-major order. */
      z.object({ kind: z.literal('found'), at: indices.nullable(), flat: z.int() }),
      /** `type` without leading 1s, of the file `path` as it is, or of `data`: a PNG that was made from it. */
      z.object({ kind: z.literal('fitted'), path: z.string(), type: tensorTypeSchema, data: z.exactOptional(bytes) }),
      z.object({ kind: z.literal('error'), message: z.string() }),
    ]),
  }),
])
export type EngineMessage = z.infer<typeof engineMessageSchema>
export type ValueMessage = Extract<EngineMessage, { type: 'value' }>
/** What asks about one value. */
export type Question = Extract<PageMessage, { port: string }>
export type Reply = Extract<EngineMessage, { type: 'reply' }>['reply']

/** Host to engine process. The port itself travels beside the message in Electron. */
export const controlMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('port') }),
  /** The folder that the document's files are relative to. */
  z.object({ type: z.literal('base'), doc: id, dir: text }),
  z.object({ type: z.literal('export'), request, doc: id, path: text, format: z.enum(['onnx', 'safetensors']) }),
  /** A page's message, where there is no port of its own. */
  z.object({ type: z.literal('page'), message: z.unknown() }),
])
export type ControlMessage = z.infer<typeof controlMessageSchema>

/** Engine process to host. */
export type ControlReply =
  | { readonly type: 'exported'; readonly request: number; readonly error?: string; readonly said?: Wording | undefined }
  | { readonly type: 'page'; readonly message: readonly EngineMessage[] }
