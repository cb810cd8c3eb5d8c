/**
 * Lowered models, kept while all that they were made from is the same. The nodes of a document, their analysis and its
 * edges are immutable, so that they are compared as objects; what a leaf holds is no part of a model, only its type is.
 */
import type { GraphAnalysis } from '../analysis/analysis'
import type { GraphDocument } from '../document/document'
import { lowerGraph } from '../onnx/lower'
import type { LoweredModel } from '../onnx/model'
import type { Tensor } from '../tensor/dtype'
import type { Part } from './plan'

/** Weights of this many bytes or more are handed over as they are; smaller ones are part of the model. */
export const WEIGHT_INPUT_BYTES = 4096
/** A graph runs in few parts: what is on screen, and the rest. */
const KEPT = 8

interface Recipe {
  readonly ingredients: readonly unknown[]
  readonly model: LoweredModel
}

export class Recipes {
  #kept: readonly Recipe[] = []

  /** The part as a model, every value an output. Throws as `lowerGraph` does. */
  lower(doc: GraphDocument, analysis: GraphAnalysis, part: Part, weights: (key: string) => Tensor | undefined): LoweredModel {
    const ingredients = ingredientsOf(doc, analysis, part, weights)
    const found = this.#kept.find((recipe) => recipe.ingredients.length === ingredients.length && recipe.ingredients.every((one, i) => one === ingredients[i]))
    const recipe = found ?? { ingredients, model: lowerGraph(doc, analysis, { ...part, weights, weightInputsFrom: WEIGHT_INPUT_BYTES }) }
    this.#kept = [recipe, ...this.#kept.filter((other) => other !== recipe)].slice(0, KEPT)
    return recipe.model
  }
}

/** All that `lowerGraph` looks at, in an order of its own. */
function ingredientsOf(doc: GraphDocument, analysis: GraphAnalysis, { only, feeds }: Part, weights: (key: string) => Tensor | undefined): unknown[] {
  const all: unknown[] = [doc.graph.name]
  const typed = (id: string): void => {
    const node = doc.node(id)
    const found = analysis.node(id)
    const leaf = node?.type === 'Input' || node?.type === 'Constant'
    all.push(id, ...(leaf ? [JSON.stringify([node.type, node.bypass, found?.outputs, found?.memory])] : [node, found]))
  }
  for (const key of feeds) {
    all.push(key)
    typed(key.slice(0, key.lastIndexOf('.')))
  }
  for (const id of analysis.order) {
    if (!only.has(id)) continue
    typed(id)
    for (const edge of doc.incoming(id)) all.push(edge, doc.has(edge.from[0]))
    for (const { name } of analysis.node(id)?.tensors ?? []) {
      const key = `${id}.${name}`
      const tensor = weights(key)
      if (tensor && tensor.data.byteLength < WEIGHT_INPUT_BYTES) all.push(key, tensor)
    }
  }
  return all
}
