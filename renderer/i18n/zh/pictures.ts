/** Pictures as values, batches, and when edits run. */
export const pictures: Readonly<Record<string, string>> = {
  'There are no images (.png, .jpg) and .npy files in {folder}.': '{folder} 中没有图像（.png、.jpg）或 .npy 文件。', 'Choose a folder to step through…': '选择一个文件夹逐张查看…', 'Pictures of the folder': '文件夹中的图像', 'Previous picture': '上一张', Picture: '图像', 'Next picture': '下一张', Folder: '文件夹', 'Image or .npy': '图像或 .npy',
  fit: '适配', 'How the picture fits': '图像如何适配', 'it does not fit': '尺寸不符', 'as it is: {size}': '保持原样：{size}', 'its middle, cropped': '裁剪中间部分', 'all of it, black edges': '整张，黑边', 'all of it, stretched': '整张，拉伸',
  '{to} from {from}: {part}, {scaled}': '{to}，来自 {from}：{part}，{scaled}', 'the middle {size}': '中间 {size}', 'all of it with black edges': '整张，加黑边', 'scaled down (bilinear, antialiased)': '缩小（双线性，抗锯齿）', 'scaled up (bilinear)': '放大（双线性）', 'not scaled': '不缩放',
  'Draw anew': '重新抽取',

  'Sample of the batch': '批次中的样本', 'Previous sample': '上一个样本', 'Next sample': '下一个样本', 'sample {at} of {count}': '样本 {at} / {count}', 'Values of sample {n}': '样本 {n} 的值', '{from} to {to}': '{from} 到 {to}', 'log scale': '对数刻度',

  Live: '实时', 'Live: run with every edit': '实时：每次编辑后运行', 'Run now': '立即运行', '{amount} node is out of date': '{amount} 个节点已过期', '{amount} nodes are out of date': '{amount} 个节点已过期', 'From before the last edits.': '为上次编辑之前的值。', 'output {shape}, out of date': '输出 {shape}，已过期',
}
