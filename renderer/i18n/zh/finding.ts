/** Shortcuts, settings, the minimap, the list of problems, frames and notes. */
export const finding: Readonly<Record<string, string>> = {
  'Keyboard shortcuts': '键盘快捷键', 'Keyboard shortcuts…': '键盘快捷键…', 'A command or keys': '命令或按键', 'Search the shortcuts': '搜索快捷键', 'Keys of {what}: {keys}': '{what} 的按键：{keys}', 'Reset the keys of {what}': '还原 {what} 的按键', 'No keys for {what}': '去掉 {what} 的按键',
  'No keys': '去掉按键', none: '无', 'Press the keys…': '请按键…', '{keys} is “{what}” already.': '{keys} 已用于“{what}”。', 'Use it here': '改用于此', 'Leave it': '保持不变', 'Reset all keys': '还原全部按键', Reset: '还原',
  'With the mouse': '用鼠标', Pan: '平移', 'drag the background, or Space and drag': '拖动背景，或按住空格拖动', 'Select several': '选择多个', 'Shift and drag': '按住 Shift 拖动', 'Cut wires': '剪断连线', 'Ctrl or Alt and drag': '按住 Ctrl 或 Alt 拖动',
  'Add a layer where the pointer is': '在指针处添加层', 'double click': '双击', 'Add what fits a wire': '添加与连线相配的层', 'drop the wire on nothing': '把连线放到空白处', 'Take a node off its wires': '让节点脱离连线', 'shake it': '晃动它',
  'drag it from the list on the left': '从左侧列表拖出', 'Wire two nodes': '连接两个节点', 'drag from the socket on the right of one to the one on the left of the other': '从一个节点右侧的接口拖到另一个节点左侧的接口',
  'Change a number': '更改数值', 'click the node, then drag the name of the number sideways, or type': '点击节点，然后左右拖动数值的名称，或直接输入', 'Give an Input a picture': '给 Input 一张图片', 'click the Input, choose “image or .npy” as its value': '点击 Input，“值”选“图像或 .npy”',
  'Without the mouse': '不用鼠标', 'Add a layer behind the selected node, wired to it': '在所选节点之后添加层并连好', 'Ctrl K, its name, Enter': 'Ctrl K，层名，回车', 'Go to a node': '转到节点', 'Ctrl K, the name of the node, Enter': 'Ctrl K，节点名，回车',
  'Wire the selected node': '连接所选节点', 'W, the name of the node that it leads to, Enter': 'W，目标节点名，回车', 'Change its parameters': '更改其参数', 'Enter, then Tab from one to the next; type and Enter, or press ↑ and ↓': '回车，再用 Tab 逐个移动；输入，或按 ↑ 和 ↓',
  'Give the selected Input a picture': '给所选的 Input 一张图片', 'Enter, Tab to the value, “image or .npy”': '回车，Tab 到值，选“图像或 .npy”', 'Back from a field to the graph': '从输入框回到图', Escape: 'Esc 键',
  'Wire it to…': '连接到…', 'Wire {id} to': '将 {id} 连接到', 'Go to the parameters': '转到参数', '{type}, in place of the wire there': '{type}，取代那里的连线', 'There is no input that this could lead to.': '没有可连接的输入。',
  'Open {what}': '打开 {what}', Settings: '设置', 'Settings…': '设置…', Language: '语言', Theme: '主题', 'As the system': '跟随系统', 'High contrast': '高对比度', 'Size of text and controls': '文字和控件的大小', 'by the zoom in the menu of your browser': '用浏览器菜单里的缩放', 'Wheel on the canvas': '画布上的滚轮',
  'A mouse zooms, a trackpad pans': '鼠标缩放，触控板平移', 'Always zooms': '总是缩放', 'Always pans (Ctrl zooms)': '总是平移（Ctrl 缩放）', 'Snap nodes to the grid': '节点对齐网格', 'Minimap where the graph is larger than the canvas': '图大于画布时显示缩略图', 'Change…': '更改…',
  Minimap: '缩略图', 'Zoom to the selection': '缩放到所选', 'Show or hide the minimap': '显示或隐藏缩略图', 'Show or hide the list of problems': '显示或隐藏问题列表', 'Height of the list of problems': '问题列表的高度', 'All problems and what mends them': '全部问题及其修正',
  Problems: '问题', Problem: '问题', Warning: '警告', '{n} in the graph': '图中 {n} 个', 'Close the list of problems': '关闭问题列表', 'and {n} more': '还有 {n} 个',
  'Frame around the selection': '为所选加框', 'Note here': '在此加注释', 'Add a frame': '添加框', 'Add a note': '添加注释', Frame: '框', 'Frame {title}': '框 {title}', Note: '注释', 'Title of the frame': '框的标题', 'Text of the note': '注释的文字', 'Markdown: **bold**, # title, - list': 'Markdown：**粗体**、# 标题、- 列表',
  'Name the frame': '命名框', 'Colour the frame': '给框上色', 'Another colour': '换颜色', 'Remove the frame': '移除框', 'Remove the note': '移除注释', 'Write the note': '书写注释', 'Move the frame': '移动框', 'Resize the frame': '调整框的大小', 'Move the note': '移动注释', 'Resize the note': '调整注释的大小',
}
