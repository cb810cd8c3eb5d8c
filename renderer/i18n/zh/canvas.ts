/** Gestures on the canvas and the search for a layer there. */
export const canvas: Readonly<Record<string, string>> = {
  'That would close a circle.': '这样会形成环路。', 'to {port}': '接到 {port}', 'Insert {what}': '插入 {what}', 'Take {what} off its wires': '让 {what} 脱离连线', 'Cut {n} wire': '剪断 {n} 条连线', 'Cut {n} wires': '剪断 {n} 条连线',
  'Make {id} another layer': '把 {id} 换成另一个层', 'What {id} leads to': '{id} 连到什么', 'What {id} comes from': '{id} 来自什么', 'Add a layer': '添加层', 'Make {id} {what}': '把 {id} 换成 {what}', 'No layer takes this as it is.': '没有层能直接接受它。',
  'not connected': '未连接', 'stepped over, input goes on': '已跳过，输入直接传出', 'Stepped over: runs and exports hand its first input on as it is.': '已跳过：运行和导出时把第一个输入原样传出。',
  'Select what is behind a wire': '选择连线之后的节点', 'Ctrl Shift and drag across it, down or right': '按住 Ctrl Shift 向下或向右划过连线', 'Select what is in front of a wire': '选择连线之前的节点', 'Ctrl Shift and drag across it, up or left': '按住 Ctrl Shift 向上或向左划过连线',
  'Tidy up the selection': '整理所选节点', 'Tidy {what}': '整理 {what}',
  'Delete {what}': '删除 {what}', '{n} things': '{n} 项', 'a frame': '一个框', 'a note': '一条注释',
  'Add a layer at the pointer…': '在指针处添加层…', 'Make it another layer…': '换成另一个层…',
  'What goes between {from} and {to}': '{from} 和 {to} 之间插入什么', 'Add a layer in front…': '在前面添加层…', 'Add a layer behind…': '在后面添加层…', 'Insert a layer…': '插入层…', 'Insert into the selected wire': '插入所选连线',
  'Disconnect from {what}': '与 {what} 断开', 'Disconnect {n} wire': '断开 {n} 条连线', 'Disconnect {n} wires': '断开 {n} 条连线', 'Wire it to…': '连到…',
  'Look at the values': '查看数值', 'Copy the shape': '复制形状', 'Go to {what}': '前往 {what}', 'Input {port}': '输入 {port}', 'Output {port}': '输出 {port}', 'Align': '对齐', 'Select what is in it': '选择其中的内容',
  'Add to the graph': '添加到图中', 'Copy the message': '复制这条消息', 'Copy PyTorch’s message': '复制 PyTorch 的消息',
  'Look further left': '视图向左移', 'Look further right': '视图向右移', 'Look further up': '视图向上移', 'Look further down': '视图向下移',
  'See what can be done with something': '看看能做什么', 'right click on it: a node, a socket, a wire, a frame, a layer of the list, a row, a tab': '右键点它：节点、插口、连线、框、列表中的层、表格的行、标签页',
  'Shift F10, or the menu key; a node’s menu has its sockets too': 'Shift F10 或菜单键；节点的菜单里也有它的插口',
}
