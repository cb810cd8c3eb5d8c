/** Commands on the selection and the clipboard. */
export const editing: Readonly<Record<string, string>> = {
  Arrange: '排列', Cut: '剪切', Copy: '复制', Paste: '粘贴', 'Cut {what}': '剪切 {what}', 'Paste {what}': '粘贴 {what}', 'There is no graph in what was copied.': '复制的内容中没有图。', 'The clipboard may not be read from here: press Ctrl V.': '此处无法读取剪贴板：请按 Ctrl V。',
  'Delete and join': '删除并接合', 'Step over (bypass)': '跳过（bypass）', 'Step over {what}': '跳过 {what}', 'Switch {what} on': '启用 {what}', 'Take {what} out': '取出 {what}',
  'Align {what}': '对齐 {what}', 'Distribute {what}': '分布 {what}', 'Nudge {what}': '微移 {what}', 'Select everything in front': '选择前面的全部', 'Select everything behind': '选择后面的全部',
  'Align left edges': '左对齐', 'Align centres': '水平居中', 'Align right edges': '右对齐', 'Align top edges': '上对齐', 'Align middles': '垂直居中', 'Align bottom edges': '下对齐', 'Distribute horizontally': '水平分布', 'Distribute vertically': '垂直分布',
  'Nudge left': '左移', 'Nudge right': '右移', 'Nudge up': '上移', 'Nudge down': '下移', 'Nudge left by a dot': '左移一格', 'Nudge right by a dot': '右移一格', 'Nudge up by a dot': '上移一格', 'Nudge down by a dot': '下移一格',
}
