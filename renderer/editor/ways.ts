/** Ways from a node to its neighbours: along the wires, and up and down. */
export type Way = 'behind' | 'front' | 'above' | 'below'
