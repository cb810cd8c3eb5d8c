/** Pictures of graphs and of values. */
export const drawing: Readonly<Record<string, string>> = {
  'Export picture…': '导出图片…', 'Export picture': '导出图片', 'Picture…': '图片…', Format: '格式', Background: '背景', 'Pictures of values': '值的图像', 'Save {format}': '保存 {format}', 'Saving…': '正在保存…', 'The picture as it will be': '图片预览',
  'For print and papers: lines and words stay sharp at any size.': '用于打印和论文：线条和文字在任何尺寸下都保持清晰。', 'For web pages and drawing programs: lines and words can be changed.': '用于网页和绘图软件：线条和文字可以修改。', 'For slides and messages: pixels, two for each of the canvas.': '用于幻灯片和消息：像素图，分辨率为画布的两倍。',
  'The graph is too large for a look at it here.': '图太大，无法在此预览。', 'Save the maps as PNG': '将热图存为 PNG', 'Save the bars as PNG': '将条形图存为 PNG', 'Save the strip as PNG': '将条带存为 PNG', 'Save the histogram as PNG': '将直方图存为 PNG', 'Save the numbers as PNG': '将数字存为 PNG', 'Save the table as PNG': '将表格存为 PNG',
  'Show fewer': '收起', 'Show all {n}': '显示全部 {n} 个',
}
