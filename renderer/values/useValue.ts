/** What is known of a pinned or chosen value; a weight is asked for anew whenever the graph changed. */
import { computed, onBeforeUnmount, shallowRef, watch, type ComputedRef } from 'vue'
import type { EditorDocument } from '../editor/document'
import type { NodeValue } from '../editor/node'
import type { Pin } from '../editor/watching'
import { said } from '../i18n'
import { ValueSource } from './source'

export function useValue(document: () => EditorDocument, pin: () => Pin): { value: ComputedRef<NodeValue | undefined>; failure: ComputedRef<string | undefined> } {
  const weight = shallowRef<NodeValue>()
  const why = shallowRef<string>()
  let asked = 0
  async function load(): Promise<void> {
    const request = ++asked
    if (pin().of !== 'weight') return
    const reply = await new ValueSource(document(), pin()).summary()
    if (request !== asked) return
    why.value = reply.kind === 'error' ? said(reply.message) : undefined
    weight.value = reply.kind === 'error' ? undefined : { ...reply.type, stats: reply.stats, thumb: reply.thumb }
  }
  watch(() => [pin().node, pin().port, pin().of], () => { weight.value = undefined }, { flush: 'sync' })
  // The steps are listed anew with every edit, and when the engine told something new.
  watch(() => [pin().node, pin().port, pin().of, document().view.steps], () => void load(), { immediate: true })
  onBeforeUnmount(() => { asked++ })
  return {
    value: computed(() => (pin().of === 'weight' ? weight.value : document().nodes.get(pin().node)?.values[pin().port])),
    failure: computed(() => (pin().of === 'weight' ? why.value : undefined)),
  }
}
