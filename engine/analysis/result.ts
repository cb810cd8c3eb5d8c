/** What the analysis of one node comes to. */
import type { Problem } from '../document/types'
import type { NodeRef, Note } from '../layers/define'
import type { NodeAnalysis } from './types'

/** A node's analysis with what only the rest of the analysis needs. */
export interface NodeResult {
  readonly analysis: NodeAnalysis
  /** Short names of the outputs' types and of how they lie in memory, by port: what nodes behind are told apart by. */
  readonly names: Readonly<Record<string, number>>
  readonly bytes: number
  /** Files that the node depends on, as the graph spells them. */
  readonly files: readonly string[]
  /** Of a node that is stepped over: the outputs it would have. */
  readonly hidden: ReadonlySet<string> | undefined
  /** Its problems as a look at the nodes in front tells them; undefined where that makes no difference. */
  readonly look: (() => Look) | undefined
  /** Warnings for which it takes a look at the nodes in front. */
  readonly advice: Advice | undefined
}

export type Advice = (node: NodeRef) => readonly Note[]

export interface Look {
  readonly problems: readonly Problem[]
  /** Warnings elsewhere that these problems say already, by node and parameter. */
  readonly instead: readonly { readonly node: string; readonly param: string }[]
}
