/** Names and descriptions of the examples in `graphs/`. */
export const examples: Readonly<Record<string, string>> = {
  'A module that adds one': '加一的模块', 'The smallest module: it returns its input plus one.': '最小的模块：返回输入加一。',
  'Convolution with dilation': '空洞卷积', 'The kernel is spread out, every second number apart: it sees 5 × 5 with nine weights.': '卷积核展开，每隔一个数取一个：用九个权重覆盖 5 × 5。',
  'Convolution with padding': '带填充的卷积', 'A border of zeros around the matrix keeps the result as large as the input: 5 × 5.': '矩阵四周补一圈零，使结果与输入一样大：5 × 5。',
  'Convolution, stride 1': '卷积，步幅 1', 'A 5 × 5 matrix under a 3 × 3 kernel that moves one step at a time: nine positions, a 3 × 3 result.': '3 × 3 的卷积核在 5 × 5 矩阵上每次移动一步：九个位置，得到 3 × 3 的结果。',
  'Convolution, stride 2': '卷积，步幅 2', 'The same matrix and kernel, but the kernel moves two steps at a time: a 2 × 2 result.': '同样的矩阵和卷积核，但每次移动两步：得到 2 × 2 的结果。',
  'A fully connected network': '全连接网络', 'Three inputs, two hidden layers of four, one output.': '三个输入，两个四单元隐藏层，一个输出。',
  'LeNet on a digit': 'LeNet 识别手写数字', 'A trained LeNet looks at a handwritten digit. Step to another digit in the Input’s parameters, or drop one on the node, and watch every value change.': '训练好的 LeNet 识别一个手写数字。在 Input 的参数中换一个数字，或把图像拖到节点上，看每个数值如何变化。',
  'Max pooling, ceil_mode off': '最大池化，ceil_mode 关', 'Only whole windows count: from 5 × 5 one 3 × 3 window is left, a 1 × 1 result.': '只计完整的窗口：5 × 5 只剩一个 3 × 3 窗口，结果为 1 × 1。',
  'Max pooling, ceil_mode on': '最大池化，ceil_mode 开', 'Windows that hang over the edge still count: a 2 × 2 result.': '超出边缘的窗口也计入：结果为 2 × 2。',
  'ReLU in place': '原地 ReLU', 'The in-place ReLU overwrites its input: a node that reads the same tensor later sees the overwritten numbers.': '原地 ReLU 会覆盖输入：之后读取同一张量的节点看到的是被覆盖后的数值。',
  ReLU: 'ReLU', 'Negative numbers become zero, the others pass.': '负数变为零，其余不变。',
  'Two convolutions with ReLU': '两层卷积加 ReLU', 'The model of the PyTorch documentation: 1 to 20 to 20 channels, kernel 5, a ReLU behind each.': 'PyTorch 文档中的模型：通道 1 到 20 再到 20，卷积核 5，每层后接 ReLU。',
  'ResNet-18': 'ResNet-18', 'Eighteen layers with weights, in blocks whose input is added to what they make of it. Names and order are torchvision’s.': '十八个带权重的层，分成块，每块的输入加到其结果上。名称和顺序与 torchvision 相同。',
  'VGG-11': 'VGG-11', 'Small windows only, eight convolutions deep, and three large linear layers that hold most of its 133 million weights. Names and order are torchvision’s.': '只用小窗口，八层卷积，三个大线性层占了 1.33 亿个权重的大部分。名称和顺序与 torchvision 相同。',
  MobileNetV2: 'MobileNetV2', 'Widens, filters each channel by itself, narrows again: few multiply-adds for a phone. Names and order are torchvision’s.': '先加宽，逐通道滤波，再收窄：乘加次数少，适合手机。名称和顺序与 torchvision 相同。',
  'U-Net': 'U-Net', 'Down to see what is there, up again to say where, with the fine detail handed across on every level: an image in, a mask of its size out.': '向下看清有什么，向上指出在哪里，每一级都把细节横向传过去：输入图像，输出同样大小的掩码。',
}
