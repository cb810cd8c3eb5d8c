/** Sums as Python takes them (`28*28`, `2**5`, `7 // 2`), so that a number need not be worked out elsewhere. */

interface Result { readonly value: number; readonly whole: boolean }

/** Tokens: numbers, `**`, `//`, the other signs. Undefined where something else stands there. */
function tokensOf(text: string): readonly string[] | undefined {
  const tokens = text.match(/(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|\*\*|\/\/|[-+*/%()]/gi) ?? []
  return tokens.join('') === text.replace(/\s+/g, '') ? tokens : undefined
}

const OPERATIONS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b, '-': (a, b) => a - b, '*': (a, b) => a * b, '/': (a, b) => a / b,
  // As in Python, the sign of the divisor counts.
  '//': (a, b) => Math.floor(a / b), '%': (a, b) => a - b * Math.floor(a / b), '**': (a, b) => a ** b,
}

function apply(sign: string, a: Result, b: Result): Result | undefined {
  const value = OPERATIONS[sign]?.(a.value, b.value)
  const whole = a.whole && b.whole && sign !== '/' && !(sign === '**' && b.value < 0)
  return value === undefined || !Number.isFinite(value) || (whole && !Number.isSafeInteger(value)) ? undefined : { value, whole }
}

/** What a sum comes to, and whether Python has an int for it. Undefined: no sum (a plain number is none), or one without a value. */
export function calculate(text: string): Result | undefined {
  const tokens = tokensOf(text)
  if (!tokens || tokens.length < 2) return undefined
  let at = 0
  const left = (signs: readonly string[], operand: () => Result | undefined): Result | undefined => {
    let result = operand()
    while (result && signs.includes(tokens[at] ?? '')) {
      const sign = tokens[at++] ?? ''
      const next = operand()
      result = next && apply(sign, result, next)
    }
    return result
  }
  const sum = (): Result | undefined => left(['+', '-'], product)
  const product = (): Result | undefined => left(['*', '/', '//', '%'], signed)
  const signed = (): Result | undefined => {
    if (tokens[at] !== '-' && tokens[at] !== '+') return power()
    const negative = tokens[at++] === '-'
    const result = signed()
    return result && negative ? { ...result, value: -result.value } : result
  }
  const power = (): Result | undefined => {
    const base = atom()
    if (!base || tokens[at] !== '**') return base
    at++
    const exponent = signed()
    return exponent && apply('**', base, exponent)
  }
  const atom = (): Result | undefined => {
    const token = tokens[at++]
    if (token !== '(') return token !== undefined && /\d/.test(token) ? { value: Number(token), whole: /^\d+$/.test(token) } : undefined
    const inner = sum()
    return tokens[at++] === ')' ? inner : undefined
  }
  const result = sum()
  return at === tokens.length ? result : undefined
}
