/** An einsum equation read against its operands, in PyTorch's order and words. */
import { plural, say, type Said } from '../say'
import type { TensorType } from '../tensor/dtype'
import { refuse } from './define'
import { times } from './words'

/** `...` among the labels of an operand. */
const ELLIPSIS = '...'
/** PyTorch goes through the labels in this order. */
const LABELS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz']

/** What every operand is brought to: the output's dimensions, then those that are summed. */
export interface EinsumPlan {
  /** Labels of each operand's dimensions as they are; those of an ellipsis are `.0`, `.1`, ... from the left. */
  readonly operands: readonly (readonly string[])[]
  /** The output's labels, then the summed ones. */
  readonly labels: readonly string[]
  /** How many of them are the output's. */
  readonly outputs: number
  /** Broadcast size of each label. */
  readonly sizes: ReadonlyMap<string, number>
}

const faulty = (pytorch: string, message: Said): never => refuse({ code: 'bad-param', param: 'equation', pytorch: `einsum(): ${pytorch}`, message })
const mismatch = (operand: number, pytorch: string, message: Said): never => refuse({ code: 'shape-mismatch', port: `input${operand}`, pytorch: `einsum(): ${pytorch}`, message })

/** Whether an ellipsis stands at `i`. */
const isEllipsis = (text: string, i: number): boolean => text.slice(i, i + 3) === ELLIPSIS

function invalid(equation: string, index: number): never {
  return faulty(`invalid subscript given at index ${index} in the equation string, subscripts must be in [a-zA-Z]`, say`"${equation[index] ?? ''}" at place ${index} of the equation is no letter; dimensions are named by the letters a to z and A to Z.`)
}

/** The labels in front of the arrow, operand by operand. */
function readInputs(equation: string, text: string, count: number): readonly (readonly string[])[] {
  const operands: string[][] = [[]]
  for (let i = 0; i < text.length; i++) {
    const at = operands.length - 1
    const current = operands[at] ?? []
    const letter = text[i] ?? ''
    if (letter === ' ') continue
    if (letter === '.') {
      if (current.includes(ELLIPSIS)) faulty(`found '.' for operand ${at} for which an ellipsis was already found`, say`Operand ${at} of the equation has dots twice; one ellipsis "..." stands for all dimensions without a letter.`)
      if (!isEllipsis(text, i)) faulty(`found '.' for operand ${at} that is not part of any ellipsis`, say`Operand ${at} of the equation has a dot that is no ellipsis; write three: "...".`)
      current.push(ELLIPSIS)
      i += 2
    } else if (letter === ',') {
      if (at + 1 >= count) {
        refuse({
          code: 'missing-input', port: `input${count}`, pytorch: 'einsum(): fewer operands were provided than specified in the equation',
          message: say`The equation names more than ${plural(count, 'operand')}; wire input${count} or shorten the equation.`,
        })
      }
      operands.push([])
    } else {
      if (!LABELS.includes(letter)) invalid(equation, i)
      current.push(letter)
    }
  }
  if (operands.length !== count) faulty('more operands were provided than specified in the equation', say`The equation names ${plural(operands.length, 'operand')}, but ${count} are wired; name them all, with commas between.`)
  return operands
}

function countLabels(operands: readonly (readonly string[])[], inputs: readonly TensorType[]): { readonly counts: ReadonlyMap<string, number>; readonly ellipsis: number } {
  const counts = new Map<string, number>()
  let ellipsis = 0
  operands.forEach((labels, i) => {
    const rank = inputs[i]?.shape.length ?? 0
    const letters = labels.filter(label => label !== ELLIPSIS)
    const open = letters.length < labels.length
    // An operand is looked at whole before it is refused.
    if (open) ellipsis = Math.max(ellipsis, rank - letters.length)
    for (const label of letters) counts.set(label, (counts.get(label) ?? 0) + 1)
    if (open ? letters.length <= rank : letters.length === rank) return
    const n = letters.length
    const words = open ? `is more than the number of dimensions (${rank}) for operand ${i}` : `does not match the number of dimensions (${rank}) for operand ${i} and no ellipsis was given`
    mismatch(i, `the number of subscripts in the equation (${n}) ${words}`, say`The equation names ${n} dimensions of input${i}, but it has ${rank}; name each${n < rank ? say`, or write "..." for the rest` : say` once`}.`)
  })
  return { counts, ellipsis }
}

const dots = (n: number): readonly string[] => Array.from({ length: n }, (_, i) => `.${i}`)

/** The output's labels, from behind the arrow. */
function readOutput(equation: string, start: number, counts: ReadonlyMap<string, number>, ellipsis: number): readonly string[] {
  const out: string[] = []
  const text = equation.slice(start)
  let found = false
  for (let i = 0; i < text.length; i++) {
    const letter = text[i] ?? ''
    if (letter === ' ') continue
    if (letter === '.') {
      if (found) faulty("found '.' for output but an ellipsis (...) was already found", say`The output of the equation has dots twice; one ellipsis "..." is enough.`)
      if (!isEllipsis(text, i)) faulty("found '.' for output that is not part of any ellipsis (...)", say`The output of the equation has a dot that is no ellipsis; write three: "...".`)
      out.push(...dots(ellipsis))
      found = true
      i += 2
      continue
    }
    if (!LABELS.includes(letter)) invalid(equation, start + i)
    if (out.includes(letter)) faulty(`output subscript ${letter} appears more than once in the output`, say`The output names ${letter} twice; name each dimension once.`)
    if (!counts.has(letter)) faulty(`output subscript ${letter} does not appear in the equation for any input operand`, say`The output names ${letter}, which no operand has; use letters that stand before the arrow.`)
    out.push(letter)
  }
  return out
}

/** Sizes of all labels, with 1 stretching. */
function measure(operands: readonly (readonly string[])[], inputs: readonly TensorType[]): ReadonlyMap<string, number> {
  const all = new Map<string, number>()
  operands.forEach((labels, i) => {
    const shape = inputs[i]?.shape ?? []
    const own = new Map<string, number>()
    // Dimensions as they are counted while diagonals are taken out.
    let dim = 0
    labels.forEach((label, k) => {
      const size = shape[k] ?? 1
      const before = own.get(label)
      if (before !== undefined) {
        if (before !== size) {
          mismatch(i, `subscript ${label} is repeated for operand ${i} but the sizes don't match, ${size} != ${before}`, say`${label} stands twice for input${i} (${times(shape)}), so both dimensions must be the same, but they are ${before} and ${size}.`)
        }
        return
      }
      own.set(label, size)
      const seen = all.get(label) ?? 1
      if (size !== 1 && seen !== 1 && seen !== size) {
        const message = say`${label.startsWith('.') ? say`A dimension under "..."` : label} is ${size} for input${i}, but ${seen} before; make them equal, or one of them 1.`
        if (label.startsWith('.')) mismatch(i, `dimension ${dim} covered by ellipsis in operand ${i}has size ${size} which does not broadcast with previously seen ellipsis with size ${seen} for the respective dimension`, message)
        mismatch(i, `subscript ${label} has size ${size} for operand ${i} which does not broadcast with previously seen size ${seen}`, message)
      }
      all.set(label, size === 1 ? seen : size)
      dim++
    })
  })
  return all
}

/** Reads the equation against its operands; throws through `refuse` where PyTorch refuses. */
export function einsumPlan(equation: string, inputs: readonly TensorType[]): EinsumPlan {
  const arrow = equation.indexOf('->')
  const written = readInputs(equation, arrow < 0 ? equation : equation.slice(0, arrow), inputs.length)
  const { counts, ellipsis } = countLabels(written, inputs)
  const once = LABELS.filter(label => counts.get(label) === 1)
  const out = arrow < 0 ? [...dots(ellipsis), ...once] : readOutput(equation, arrow + 2, counts, ellipsis)
  const operands = written.map((labels, i) => {
    const covered = (inputs[i]?.shape.length ?? 0) - (labels.length - 1)
    return labels.flatMap(label => (label === ELLIPSIS ? dots(ellipsis).slice(ellipsis - covered) : [label]))
  })
  const summed = [...dots(ellipsis), ...LABELS.filter(label => counts.has(label))].filter(label => !out.includes(label))
  return { operands, labels: [...out, ...summed], outputs: out.length, sizes: measure(operands, inputs) }
}
