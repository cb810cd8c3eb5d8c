import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { LAYERS } from '../../engine/layers'
import { CATEGORIES } from '../../engine/layers/define'
import { say } from '../../engine/say'
import { language, said } from '.'
import { zh } from './zh'

const root = join(import.meta.dirname, '..')
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(ts|vue)$/.test(file) && !/\.test\.ts$|^i18n[/\\]/.test(file))
const STRING = String.raw`'((?:[^'\\\n]|\\.)*)'`
const plain = (text: string): string => text.replace(/\\(.)/g, '$1')

/** Every text that the window shows through `t`: literals, marked ones, titles of commands, what declarations and examples say. */
function texts(): Map<string, string> {
  const found = new Map<string, string>()
  for (const file of files) {
    const source = readFileSync(join(root, file), 'utf8')
    const add = (text: string | undefined): void => { if (text !== undefined && /\p{L}/u.test(text)) found.set(plain(text), file) }
    for (const match of source.matchAll(new RegExp(String.raw`\b(?:t|mark|step)\(${STRING}`, 'g'))) add(match[1])
    for (const match of source.matchAll(new RegExp(String.raw`\b(?:t|step)\([^'()\n]*\? ${STRING} : ${STRING}`, 'g'))) [match[1], match[2]].forEach(add)
    for (const match of source.matchAll(new RegExp(String.raw`\bn\([^'\n]*, ${STRING}, ${STRING}`, 'g'))) [match[1], match[2]].forEach(add)
    for (const match of source.matchAll(new RegExp(String.raw`\b(?:aligning|nudging)\('[\w-]+', ${STRING}`, 'g'))) add(match[1])
    if (/^commands[/\\]/.test(file)) for (const match of source.matchAll(new RegExp(String.raw`\b(?:title|menu): ${STRING}`, 'g'))) add(match[1])
  }
  for (const [, title] of CATEGORIES) found.set(title, 'define.ts')
  for (const layer of LAYERS) {
    found.set(layer.summary, layer.type)
    for (const { help, control } of Object.values(layer.params)) for (const text of [help, ...(control.kind === 'ints' ? control.names ?? [] : [])]) found.set(text, layer.type)
  }
  const graphs = join(root, '..', 'graphs')
  for (const file of readdirSync(graphs).filter((name) => name.endsWith('.graph.json'))) {
    const graph = JSON.parse(readFileSync(join(graphs, file), 'utf8')) as { name: string; description?: string }
    for (const text of [graph.name, graph.description]) if (text !== undefined) found.set(text, file)
  }
  return found
}

/** The key of a template, as `say` makes it. */
const keyOf = (template: ts.TemplateLiteral): string =>
  ts.isNoSubstitutionTemplateLiteral(template) ? template.text : template.head.text + template.templateSpans.map((span, i) => `{${i}}${span.literal.text}`).join('')

const isCalled = (node: ts.Node, name: string): boolean => ts.isIdentifier(node) && node.text === name

/** Every key of what the engine and the hosts say: templates of `say`, nouns of `plural`. */
function sayings(): Map<string, string> {
  const found = new Map<string, string>()
  for (const folder of ['engine', 'electron']) {
    const at = join(root, '..', folder)
    for (const file of readdirSync(at, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !/\.test\.ts$|^testing[/\\]|[/\\]testing[/\\]/.test(name))) {
      const add = (key: string): void => { if (/\p{L}/u.test(key)) found.set(key, join(folder, file)) }
      const visit = (node: ts.Node): void => {
        if (ts.isTaggedTemplateExpression(node) && isCalled(node.tag, 'say')) add(keyOf(node.template))
        const noun = ts.isCallExpression(node) && isCalled(node.expression, 'plural') ? node.arguments[1] : undefined
        if (noun && ts.isStringLiteral(noun)) add(`{0} ${noun.text}s`)
        ts.forEachChild(node, visit)
      }
      const source = readFileSync(join(at, file), 'utf8')
      if (/\bsay`|\bplural\(/.test(source)) visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest))
    }
  }
  return found
}

describe('the window speaks Chinese', () => {
  const all = texts()
  it('has every text', () => {
    expect(all.size).toBeGreaterThan(100)
    const missing = [...all].filter(([text]) => !Object.hasOwn(zh, text)).map(([text, file]) => `${file}: ${text}`)
    expect(missing).toEqual([])
  })

  it('has all that the engine says', () => {
    const keys = sayings()
    expect(keys.size).toBeGreaterThan(700)
    const missing = [...keys].filter(([key]) => !Object.hasOwn(zh, key)).map(([key, file]) => `${file}: ${key}`)
    expect(missing).toEqual([])
  })

  it('says it with its values, words among them translated and names left', () => {
    const text = say`A wire from ${'image'} of ${say`a long text`} ends at ${'x'}, which is no node of this graph; remove the wire or name a node.`
    expect(said(text)).toBe(text)
    language.value = 'zh'
    const chinese = said(text)
    language.value = 'en'
    expect(chinese).toMatch(/\p{Script=Han}/u)
    for (const part of ['image', 'x', zh['a long text']]) expect(chinese).toContain(part)
    expect(chinese).not.toContain('long text')
  })

  it('keeps every placeholder', () => {
    const holes = (text: string): string => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort().join()
    for (const [text, chinese] of Object.entries(zh)) expect({ text, holes: holes(chinese) }).toEqual({ text, holes: holes(text) })
  })
})
