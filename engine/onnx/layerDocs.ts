/** docs/layers as text: a page for each layer and an index. `npm run docs` writes them. */
import { CATEGORIES, type FormulaLine } from '../layers/define'
import { LAYERS } from '../layers/index'
import { times } from '../layers/words'
import type { TensorType } from '../tensor/dtype'
import { jsonText, layerPage, type LayerPage, type WorkedExample } from './layerPage'

const NOTE = '<!-- Written by `npm run docs` from the declarations in engine/layers; change those. -->'
const cell = (text: string): string => text.replaceAll('|', '\\|')
const code = (text: string): string => `\`${text}\``

/** Files of docs/layers by name. */
export function layerDocs(): ReadonlyMap<string, string> {
  const pages = LAYERS.map(layerPage)
  return new Map([['README.md', index(pages)], ...pages.map(page => [`${page.type}.md`, pageText(page)] as const)])
}

function index(pages: readonly LayerPage[]): string {
  const sections = CATEGORIES.flatMap(([category, title]) => {
    const own = pages.filter(page => page.category === category)
    return own.length === 0 ? [] : [`## ${title}\n\n${own.map(page => `- [${page.type}](${page.type}.md): ${page.summary}`).join('\n')}`]
  })
  return [NOTE, '# Layers', `${pages.length} layers, with PyTorch's names, parameters and meaning. How one is added: [Adding a layer](../adding-a-layer.md).`, ...sections, ''].join('\n\n').trimEnd() + '\n'
}

function pageText(page: LayerPage): string {
  const sections = [NOTE, `# ${page.type}`, page.summary, '## Parameters', paramTable(page), '## Ports', ports(page)]
  if (page.example) sections.push('## Example', exampleText(page, page.example), '## ONNX', onnx(page.example))
  if (page.keywords.length > 0) sections.push(`Also found as: ${page.keywords.map(code).join(', ')}.`)
  sections.push('[All layers](README.md)')
  return `${sections.join('\n\n')}\n`
}

function paramTable({ params }: LayerPage): string {
  if (params.length === 0) return 'None.'
  const rows = params.map(({ name, takes, default: initial, inferred, required, help }) =>
    `| ${code(name)} | ${cell(takes)} | ${inferred ? 'from the input' : initial !== undefined ? code(cell(initial)) : required ? 'needed' : 'none'} | ${cell(help)} |`)
  return ['| parameter | takes | default | |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

function ports({ inputs, outputs }: LayerPage): string {
  const ins = inputs.length === 0 ? ['- no inputs'] : inputs.map(({ name, note }) => `- in: ${code(name)}${note === 'needed' ? '' : `, ${note}`}`)
  return [...ins, ...outputs.map(name => `- out: ${code(name)}`)].join('\n')
}

const typeText = ({ shape, dtype }: TensorType): string => `${times(shape)}${dtype === 'float32' ? '' : ` ${dtype}`}`
const lineText = ({ pieces }: FormulaLine): string => pieces.map(piece => piece.text).join('')

function exampleText(page: LayerPage, { params, inputs, outputs, rule, formula, sameSize, tensors, macs }: WorkedExample): string {
  const settings = Object.entries(params).map(([name, value]) => `${name}=${jsonText(value)}`).join(', ')
  const lines = [
    `${page.type}(${settings})`,
    ...Object.entries(inputs).map(([port, type]) => `  ${port}: ${typeText(type)}`),
    ...Object.entries(outputs).map(([port, type]) => `  → ${port}: ${typeText(type)}`),
  ]
  const blocks = [`\`\`\`text\n${lines.join('\n')}\n\`\`\``]
  if (rule.length > 0) blocks.push(`By this rule:\n\n\`\`\`text\n${rule.join('\n')}\n\`\`\`\n\nWith these numbers:`)
  if (formula.length > 0) blocks.push(`\`\`\`text\n${formula.map(lineText).join('\n')}\n\`\`\``)
  else if (sameSize && Object.keys(inputs).length > 0) blocks.push('The output has the size of the input.')
  if (tensors.length > 0) blocks.push(tensors.map(({ name, shape, role }) => `- ${role} ${code(name)}: ${times(shape)}`).join('\n'))
  if (macs > 0) blocks.push(`${macs.toLocaleString('en-US')} mult-adds.`)
  return blocks.join('\n\n')
}

const onnx = ({ operators }: WorkedExample): string => operators.length === 0 ? 'A graph input.' : `The example is exported as ${operators.map(code).join(', ')}.`
