/** Type of what the palette hands over in a drag: a layer's type. */
export const LAYER_DRAG = 'application/x-tensorloom-layer'
