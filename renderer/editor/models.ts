/** Keeps a reactive model for each node in step with the document, its analysis and the last run. */
import { GraphAnalysis } from '../../engine/analysis/analysis'
import type { AssetInfo } from '../../engine/analysis/types'
import type { GraphDocument } from '../../engine/document/document'
import type { Problem } from '../../engine/document/types'
import { createNode, gradeOf, portsOf, type NodeModel } from './node'

/** Errors before warnings, and what waits for a wire at the end. */
export function byGrade(problems: readonly Problem[], model: (id: string) => NodeModel | undefined): Problem[] {
  const grades = { error: [] as Problem[], warning: [] as Problem[], open: [] as Problem[] }
  for (const problem of problems) grades[gradeOf(problem, problem.node === undefined ? undefined : model(problem.node))].push(problem)
  return [...grades.error, ...grades.warning, ...grades.open]
}

export class NodeModels {
  readonly map = new Map<string, NodeModel>()
  /** What only the run told. */
  runProblems: readonly Problem[] = []
  analysis: GraphAnalysis
  private readonly assets = new Map<string, AssetInfo>()

  /** `memoryLimit`: bytes that the document may take, where that is known. */
  constructor(private readonly graph: GraphDocument, memoryLimit?: number) {
    this.analysis = this.analyse(memoryLimit)
    for (const node of graph.graph.nodes) this.update(node.id)
  }

  /** Begins the analysis anew; the models have to be updated. */
  analyse(memoryLimit: number | undefined): GraphAnalysis {
    return this.analysis = new GraphAnalysis(this.graph, { assets: (path) => this.assets.get(path), ...(memoryLimit === undefined ? {} : { memoryLimit }) })
  }

  /** What is known of a file that the graph names. */
  assetOf(path: string): AssetInfo | undefined {
    return this.assets.get(path)
  }

  /** Takes what is known of files now. The nodes for which that makes a difference: their models have to be updated. */
  setAssets(assets: Readonly<Record<string, AssetInfo>>): ReadonlySet<string> {
    const changed = Object.entries(assets).filter(([path, info]) => JSON.stringify(this.assets.get(path)) !== JSON.stringify(info))
    for (const [path, info] of changed) this.assets.set(path, info)
    return new Set(changed.flatMap(([path]) => [...this.analysis.refreshAssets(path)]))
  }

  /** Makes, refreshes or drops a node's model. */
  update(id: string): void {
    const node = this.graph.node(id)
    const analysis = this.analysis.node(id)
    if (!node || !analysis) return void this.map.delete(id)
    const ports = portsOf(analysis, this.graph.incoming(id), this.graph.outgoing(id))
    let model = this.map.get(id)
    if (model) Object.assign(model, { node, analysis, ...ports })
    else this.map.set(id, model = createNode(node, analysis, ports))
    model.problems = byGrade([...analysis.problems, ...this.runProblems.filter((problem) => problem.node === id)], () => model)
    // A value of an output that is no more is not shown.
    if (Object.keys(analysis.outputs).length === 0 && Object.keys(model.values).length > 0) model.values = {}
  }

  updateAll(ids: Iterable<string>): void {
    for (const id of ids) this.update(id)
  }
}
