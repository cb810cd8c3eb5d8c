/**
 * Splits a state_dict key such as `layer1.conv.weight` into node id and tensor name. Both may hold dots: the longest
 * id that `hasNode` knows wins. Undefined where no id fits or nothing is left for the name.
 */
export function splitTensorKey(key: string, hasNode: (id: string) => boolean): [nodeId: string, name: string] | undefined {
  for (let dot = key.lastIndexOf('.'); dot > 0; dot = key.lastIndexOf('.', dot - 1)) {
    if (dot === key.length - 1) continue
    const id = key.slice(0, dot)
    if (hasNode(id)) return [id, key.slice(dot + 1)]
  }
  return undefined
}
