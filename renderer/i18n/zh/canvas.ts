/** Gestures on the canvas and the search for a layer there. */
export const canvas: Readonly<Record<string, string>> = {
  'That would close a circle.': '这样会形成环路。', 'to {port}': '接到 {port}', 'Insert {what}': '插入 {what}', 'Take {what} off its wires': '让 {what} 脱离连线', 'Cut {n} wire': '剪断 {n} 条连线', 'Cut {n} wires': '剪断 {n} 条连线',
  'Make {id} another layer': '把 {id} 换成另一个层', 'What {id} leads to': '{id} 连到什么', 'What {id} comes from': '{id} 来自什么', 'Add a layer': '添加层', 'Make {id} {what}': '把 {id} 换成 {what}', 'No layer takes this as it is.': '没有层能直接接受它。',
  'not connected': '未连接', 'stepped over, input goes on': '已跳过，输入直接传出', 'Stepped over: runs and exports hand its first input on as it is.': '已跳过：运行和导出时把第一个输入原样传出。',
  'Select what is behind a wire': '选择连线之后的节点', 'Ctrl Shift and drag across it, down or right': '按住 Ctrl Shift 向下或向右划过连线', 'Select what is in front of a wire': '选择连线之前的节点', 'Ctrl Shift and drag across it, up or left': '按住 Ctrl Shift 向上或向左划过连线',
  'Tidy up the selection': '整理所选节点', 'Tidy {what}': '整理 {what}',
  'Delete {what}': '删除 {what}', '{n} things': '{n} 项', 'a frame': '一个框', 'a note': '一条注释',
  'Add a layer at the pointer…': '在指针处添加层…', 'Make it another layer…': '换成另一个层…',
}
