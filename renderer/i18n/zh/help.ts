/** The parameter solver, the table of layers, the help of a layer. */
export const help: Readonly<Record<string, string>> = {
  'Find parameters for a size': '按大小求参数', 'Wanted length': '想要的长度', 'Wanted height': '想要的高', 'Wanted width': '想要的宽', 'Wanted depth': '想要的深度', 'Wanted blocks down': '想要的纵向块数', 'Wanted blocks across': '想要的横向块数',
  '{n} way to {size}': '得到 {size} 的 {n} 种方法', '{n} ways to {size}': '得到 {size} 的 {n} 种方法', '“{text}” is not a size.': '“{text}”不是大小。', 'Set {what}': '设置 {what}', '{param} to {value}': '{param} 为 {value}', 'Set {params} of {id}': '设置 {id} 的 {params}',
  'Gives {size} now; type another size.': '现在得到 {size}；输入另一个大小。', 'Gives nothing now; type a size.': '现在没有输出；输入一个大小。', '{n} more': '还有 {n} 种',

  'Table of layers': '层的表格', 'Show or hide the table of layers': '显示或隐藏层的表格', 'Hide the table of layers': '隐藏层的表格', 'Height of the table of layers': '层的表格的高度',
  'No.': '序号', Layer: '层', Type: '类型', 'Output shape': '输出形状', 'Mult-adds': '乘加', Memory: '内存', Total: '合计',

  ', ': '，', number: '数', 'list of ints': 'int 列表', 'true or false': 'true 或 false', text: '文字', 'numbers in a list': '数字列表', values: '数值', 'int or {n} ints': 'int 或 {n} 个 int',
  Help: '帮助', 'Help on the layer': '层的帮助', 'Help on {what}': '{what} 的帮助', Close: '关闭', Ports: '端口', in: '输入', out: '输出', Example: '示例', 'Also found as': '也可搜索',
  'The output has the size of the input.': '输出与输入大小相同。',
  'may stay open': '可以不连接', 'or a parameter of this name': '或使用同名参数', 'as many as are wired': '连接多少就有多少', 'a parameter': '参数', 'a buffer': '缓冲区',
}
