/** Gestures on the canvas and the search for a layer there. */
export const canvas: Readonly<Record<string, string>> = {
  'That would close a circle.': '这样会形成环路。', 'Insert {what}': '插入 {what}', 'Take {what} off its wires': '让 {what} 脱离连线', 'Cut {n} wire': '剪断 {n} 条连线', 'Cut {n} wires': '剪断 {n} 条连线',
  'Make {id} another layer': '把 {id} 换成另一个层', 'What {id} leads to': '{id} 连到什么', 'What {id} comes from': '{id} 来自什么', 'Add a layer': '添加层', 'Make {id} {what}': '把 {id} 换成 {what}', 'No layer takes this as it is.': '没有层能直接接受它。',
  'not connected': '未连接', '{port}: not connected': '{port}：未连接', 'stepped over, input goes on': '已跳过，输入直接传出', 'Stepped over: runs and exports hand its first input on as it is.': '已跳过：运行和导出时把第一个输入原样传出。',
  'Add a layer at the pointer…': '在指针处添加层…', 'Make it another layer…': '换成另一个层…',
}
