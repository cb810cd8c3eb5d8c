/** Bars, menus, dialogs, canvas, palette, inspector, values. */
export const common: Readonly<Record<string, string>> = {
  // Menus and commands.
  Menu: '菜单', 'a scalar': '标量', by: '乘', File: '文件', Edit: '编辑', View: '视图', Graph: '图',
  'New graph': '新建图', 'Open…': '打开…', Save: '保存', 'Save as…': '另存为…', 'Export ONNX…': '导出 ONNX…', 'Export weights…': '导出权重…', 'Close graph': '关闭图', 'Close {name}': '关闭 {name}', 'Open graphs': '打开的图', 'Start page': '起始页', 'Next graph': '下一个图', 'Previous graph': '上一个图',
  Undo: '撤销', Redo: '重做', History: '历史', 'Opened': '打开时', 'in the file': '已存到文件', 'Undo {what}': '撤销：{what}', 'Redo {what}': '重做：{what}', Delete: '删除', Duplicate: '复制一份', 'Select all': '全选', 'Select nothing': '取消选择',
  Search: '搜索', 'Show everything': '显示全部', 'Show or hide the list of layers': '显示或隐藏层列表', 'Show or hide the inspector': '显示或隐藏检查器', 'Width of the list of layers': '层列表宽度', 'Width of the inspector': '检查器宽度', 'Zoom in': '放大', 'Zoom out': '缩小', 'Light or dark': '浅色或深色', 'English or 中文': 'English 或中文', 'Tidy up': '整理布局', 'Go to the first problem': '转到第一个问题',
  'A layer, a node or a command': '层、节点或命令', Found: '找到', 'Nothing is called that.': '没有这个名称。', 'Add {what}': '添加 {what}',

  // Bars.
  Untitled: '未命名', edited: '已修改', saved: '已保存', 'Search layers, nodes, commands': '搜索层、节点、命令', 'Device: {name}': '设备：{name}', 'Lay the graph out anew': '重新排列整个图',
  Tidy: '整理', Light: '浅色', Dark: '深色', Export: '导出', 'ONNX model': 'ONNX 模型', Weights: '权重',
  'The engine ended, another is starting…': '引擎已退出，正在启动新的…', 'The engine is starting…': '引擎正在启动…', 'No problems': '没有问题', 'running…': '正在运行…', '{done} of {total} nodes': '已完成 {done} / {total} 个节点', 'run cancelled': '运行已取消', 'Run again': '重新运行',
  'The engine ended. Another was started: the values are computed again, nothing is lost.': '引擎已退出，新引擎已启动：正在重新计算各值，没有内容丢失。',
  '{n} problem': '{n} 个问题', '{n} problems': '{n} 个问题', '{n} warning': '{n} 个警告', '{n} warnings': '{n} 个警告', '{n} open input': '{n} 个未连接的输入', '{n} open inputs': '{n} 个未连接的输入', 'Open input': '未连接的输入', 'Open inputs': '未连接的输入', '{amount} node': '{amount} 个节点', '{amount} nodes': '{amount} 个节点',
  parameters: '参数量', 'multiply-adds': '乘加次数', 'mult-adds': '乘加', memory: '内存', 'last run': '上次运行', 'for {amount} node': '（{amount} 个节点）', 'for {amount} nodes': '（{amount} 个节点）', 'CPU, {n} thread': 'CPU，{n} 线程', 'CPU, {n} threads': 'CPU，{n} 线程',

  // Start page, files, questions.
  'Recovered work': '恢复的工作', 'There is unsaved work from before: {names}': '有之前未保存的工作：{names}', 'Open all': '全部打开', 'Not saved when Tensorloom last ended.': '上次退出 Tensorloom 时未保存。', 'never saved': '从未保存', 'Discard what was recovered of {name}': '丢弃恢复的 {name}', Discard: '丢弃',
  Begin: '开始', 'Recent files': '最近的文件', Recent: '最近', Examples: '示例', 'Connecting…': '正在连接…', Dismiss: '关闭',
  'Save “{name}”?': '保存“{name}”？', 'It has changes that are in no file.': '有尚未保存到文件的更改。', Cancel: '取消', 'Discard changes': '放弃更改',
  'Open a graph': '打开图', 'Overwrite?': '覆盖？', '{name} is there already, or was changed by another program.': '{name} 已存在，或已被其他程序更改。', Overwrite: '覆盖', 'File name': '文件名', 'or a path': '或输入路径', Name: '名称', Open: '打开',
  'Not saved: {why}': '未保存：{why}', 'Exported to {path}': '已导出到 {path}', 'Not exported: {why}': '未导出：{why}', 'this is not a graph.': '这不是图文件。',
  'Unsaved work cannot be kept for recovery: save it soon.': '无法保留未保存的工作以便恢复：请尽快保存。',
  'The connection to the server is gone: start it again and reload this page. Unsaved work is kept.': '与服务器的连接已断开：请重新启动服务器并刷新此页面。未保存的工作会保留。',

  // Canvas and palette.
  'Nothing here yet': '这里还没有内容', 'Drag a layer from the list on the left, press Enter on one, or press Ctrl K and type its name.': '从左侧列表拖入一个层，或在层上按 Enter，或按 Ctrl K 并输入名称。', 'An Input is a good beginning.': '可以先从 Input 开始。',
  '{name}: only graphs (.graph.json), images (.png, .jpg), .npy and .safetensors files can be dropped here.': '{name}：这里只能放入图文件（.graph.json）、图像（.png、.jpg）、.npy 和 .safetensors 文件。',
  '{name}: open a graph first; here only graphs (.graph.json) can be dropped.': '{name}：请先打开一个图；这里只能放入图文件（.graph.json）。',
  'Show {what}': '显示 {what}', 'output {shape}': '输出 {shape}', 'no output': '无输出', '{port}, may stay open': '{port}，可以不连接',
  'Connect {from} to {to}': '连接 {from} 到 {to}', 'Disconnect {to} from {from}': '断开 {from} 到 {to} 的连线', 'Duplicate {what}': '复制 {what}', 'Move {n} nodes': '移动 {n} 个节点', 'Move {id}': '移动 {id}',
  Layers: '层', 'Find a layer': '查找层', 'No layer is called that': '没有这个名称的层', 'drag, or Enter': '拖动或按 Enter',
  'In and out': '输入与输出', Convolution: '卷积', Pooling: '池化', Activation: '激活', Linear: '线性', 'Normalisation and dropout': '归一化与 Dropout', 'Recurrent and attention': '循环与注意力', Shape: '形状', Functions: '函数', Loss: '损失',

  // Inspector.
  Inspector: '检查器', Parameters: '参数', Values: '数值', 'Name of the node': '节点名称', 'Rename {id}': '重命名 {id}', 'Rename graph': '重命名图', Describe: '修改说明', 'Set seed': '设置随机种子',
  '{n} nodes': '{n} 个节点', 'Drag to move them together, Delete to remove them.': '拖动可一起移动，按 Delete 删除。', 'Select a node to see its parameters and values.': '选择一个节点以查看其参数和数值。',
  name: '名称', seed: '随机种子', description: '说明', 'As torch.manual_seed: weights begin with it': '同 torch.manual_seed：权重由它初始化', Size: '规模', nodes: '节点', Problems: '问题', graph: '图',
  Input: '输入', Inputs: '输入', 'Source of {port}': '{port} 的来源', nothing: '无', 'nothing yet': '尚未连接', 'This layer has no parameters.': '此层没有参数。', 'There is no layer {type} in this version; the node is kept as it is.': '此版本没有层 {type}；节点保持原样。',
  Cost: '开销', time: '耗时', Time: '耗时', 'How long this node took when it ran last': '此节点上次运行所用的时间', output: '输出', 'Output size': '输出大小', '{value}  from {source}': '{value}  来自 {source}', 'from the input': '由输入决定', needed: '必填', '{value} (set)': '{value}（已设）',
  'Reset {param} of {id}': '重置 {id} 的 {param}', 'Set {param} of {id} to {value}': '将 {id} 的 {param} 设为 {value}', '“{text}” is not a number.': '“{text}”不是数字。', '“{text}” is not a list of numbers.': '“{text}”不是数字列表。', '“{text}” is not a whole number.': '“{text}”不是整数。',
  '“{text}” is not a number, nor one of {words}.': '“{text}”不是数字，也不是 {words}。', left: '左', right: '右', top: '上', bottom: '下',
  '“{text}” is not a whole number, nor one of {words}.': '“{text}”不是整数，也不是 {words}。', 'or {words}': '或 {words}', 'One number for all of {name}': '{name} 各维同一个数', 'One number for all: click to set each by itself': '各维同一个数：点击可分别设置', 'Each by itself: click for one number for all': '各维分别设置：点击合为同一个数', 'or leave it to be inferred': '或留空由输入推断',
  'Does not fit': '形状不符', 'Wrong type': '类型不符', 'Not wired': '未连接', 'Not allowed': '不允许', 'A circle': '形成环路', 'The run failed': '运行失败', 'Too large': '过大', 'File missing': '缺少文件', 'Weights do not fit': '权重不符',
  'Unknown layer': '未知的层', 'Unknown parameter': '未知的参数', 'A loose wire': '悬空的连线', 'Two wires': '两条连线', 'Unknown port': '未知的端口',
  zeros: '全零', ones: '全一', 'counting up': '依次递增', 'random, 0 to 1': '随机，0 到 1', 'random, normal': '随机，正态分布', 'numbers typed in': '手动输入', 'image or .npy': '图像或 .npy', 'value seed': '数值的随机种子', 'value data': '数值数据', 'numbers, row by row': '逐行输入数字', 'Choose…': '选择…',

  // Values.
  'There are no numbers: a size is 0.': '没有数字：有一维大小为 0。', 'Channels before these': '前面的通道', 'Channels after these': '后面的通道',
  Output: '输出', 'No output: an error stands in the way.': '无输出：前面有错误。', 'Waiting for the run…': '等待运行…', Statistics: '统计', '{n} infinite': '{n} 个无穷', Image: '图像', Channels: '通道', Map: '热图', '{n} of {total}': '{n} / {total}', Strip: '条带', Numbers: '数字',
  'Index {d}': '索引 {d}', index: '索引', 'The map': '热图', 'Channel {n}': '通道 {n}', 'Numbers, {rows} rows and {cols} columns': '数字，{rows} 行 {cols} 列', unbatched: '无批次维',
}
