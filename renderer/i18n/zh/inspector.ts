/** Weights, values from all sides, and parameters set together. */
export const inspector: Readonly<Record<string, string>> = {
  Weights: '权重', 'Set {key}[{index}] to {value}': '将 {key}[{index}] 设为 {value}', 'Paste into {key}': '粘贴到 {key}', 'Reset {what} to its initial values': '将 {what} 重置为初始值', 'Parameters and buffers': '参数和缓冲区', buffer: '缓冲区',
  'from a file': '来自文件', set: '已设置', 'Type into a cell, or paste numbers: a spreadsheet’s or [[1, 2], [3, 4]].': '在单元格中键入，或粘贴数字：来自电子表格或 [[1, 2], [3, 4]]。', 'Too many numbers to type in; load them from a file.': '数字太多，无法键入；请从文件加载。',
  'Load…': '加载…', 'From a .npy or .safetensors file': '从 .npy 或 .safetensors 文件', 'Load weights…': '加载权重…', Import: '导入', '{key} is {shape}, but {name} has {found}.': '{key} 是 {shape}，而 {name} 中是 {found}。',
  '{name} has no weights by the names of this graph, such as {key}.': '{name} 中没有与此图同名的权重，例如 {key}。', 'Load weights from {name}': '从 {name} 加载权重', '{n} of {all} weights are from {name} now.': '{all} 个权重中的 {n} 个现在来自 {name}。',
  'Load weights of {id} from {name}': '从 {name} 加载 {id} 的权重', '{name} has no tensor {key}, nor any of its shape, {shape}.': '{name} 中没有张量 {key}，也没有形状为 {shape} 的张量。', 'Load {key} from {name}': '从 {name} 加载 {key}',
  'Which tensor of {name} is {key}?': '{name} 中的哪个张量是 {key}？', 'None has its name; these have its shape.': '没有同名的张量；以下张量形状相同。', 'Tensors of the file': '文件中的张量',
  'As PyTorch draws it after manual_seed': '如 PyTorch 在 manual_seed 之后所生成', Reset: '重置', 'The rows of what was copied are of different lengths.': '复制内容的各行长度不同。', '{pasted} numbers do not fit at this cell of {shape}.': '{pasted} 个数字放不进 {shape} 的此单元格处。',

  rows: '行', columns: '列', 'Dimension of the rows': '行的维度', 'Dimension of the columns': '列的维度', 'Dimension {d}': '维度 {d}', 'Index {d}, one back': '索引 {d}，退一', 'Index {d}, one on': '索引 {d}，进一', 'Number at row {row}, column {col}': '第 {row} 行第 {col} 列的数字',
  'Largest value': '最大值', 'Smallest value': '最小值', 'Next NaN or infinity': '下一个 NaN 或无穷', none: '无', 'Save as .npy': '存为 .npy', 'Save the table as .csv': '将表格存为 .csv', 'Copy as torch.tensor': '复制为 torch.tensor',
  'Colours as they suit': '自动配色', Viridis: 'Viridis', Grey: '灰度', 'Blue to red, zero white': '蓝到红，零为白', '{name} is in the clipboard.': '{name} 已在剪贴板中。', 'Tools of the value': '值的工具', Find: '查找', 'Save or copy': '保存或复制', Colours: '配色',
  'Pin this view': '固定此视图', 'Pin: stays while another node is selected': '固定：选中其他节点时仍保留',

  mixed: '混合', 'drag to change': '拖动以更改', 'Reset {name}': '重置 {name}', 'Reset to {value}': '重置为 {value}', '{n} × {type}': '{n} × {type}',
  'Pinned views': '固定的视图', 'Pinned: {name}': '已固定：{name}', 'Select this node': '选中此节点', 'Unpin {name}': '取消固定 {name}', 'Put them beside the inspector': '放到检查器旁边', 'Put them below the inspector': '放到检查器下方',
  'Height of the pinned views': '固定视图的高度', 'Width of the pinned views': '固定视图的宽度',
}
