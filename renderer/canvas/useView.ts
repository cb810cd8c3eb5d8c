/** Keeps an element that is laid out in the canvas's units where the view is. */
import { onBeforeUnmount, onMounted, type Ref } from 'vue'
import type { CanvasController } from './controller'

/** Of a component that stands upon the canvas. */
export function useView(layer: Ref<HTMLElement | undefined>, canvas: CanvasController): void {
  let stop: () => void = () => undefined
  function follow(): void {
    const { x, y, k } = canvas.camera.transform
    if (layer.value) layer.value.style.transform = `translate(${x}px, ${y}px) scale(${k})`
  }
  onMounted(() => { follow(); stop = canvas.onView(follow) })
  onBeforeUnmount(() => stop())
}
