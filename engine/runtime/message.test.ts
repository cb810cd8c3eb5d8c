import { describe, expect, it } from 'vitest'
import { readMessage } from './message'

describe('messages of ONNX Runtime', () => {
  it('name the node that failed', () => {
    const text = 'Non-zero status code returned while running Reshape node. Name:\'it\'s\' Status Message: /onnxruntime_src/onnxruntime/core/providers/cpu/tensor/reshape_helper.h:47 onnxruntime::ReshapeHelper::ReshapeHelper(const onnxruntime::TensorShape&, onnxruntime::TensorShapeVector&, bool) input_shape_size == size was false. Input shape:{2,3}'
    expect(readMessage(text)).toEqual({ node: 'it\'s', message: 'input_shape_size == size was false. Input shape:{2,3}' })
  })
  it('name the node that has no kernel', () => {
    expect(readMessage('Could not find an implementation for Conv(11) node with name \'c\'').node).toBe('c')
    expect(readMessage('This is an invalid model. In Node, ("r", Foo, "", -1) : ("x": tensor(float),) -> ("y": tensor(float),) , Error No Op registered').node).toBe('r')
  })
  it('are left as they are where they are plain', () => {
    expect(readMessage('no such device')).toEqual({ message: 'no such device' })
    expect(readMessage('std::bad_alloc').message).toBe('There is not enough memory for it (std::bad_alloc).')
  })
})
