/** What losses, Embedding and Bilinear say. */
export const losses: Readonly<Record<string, string>> = {
  'Every output is a weighted sum of all products of a value of the one input and a value of the other.': '每个输出是两个输入的值两两相乘后的加权和。',
  'Values of a row of input1.': 'input1 每行的数值个数。', 'Values of a row of input2.': 'input2 每行的数值个数。',
  'A table with a learned row for each index: looks the rows up.': '每个索引对应一行可学习的数的表：按索引查行。', 'How many rows the table has.': '表的行数。', 'Values of a row.': '每行的数值个数。',
  'A row that begins as zeros and stays so in training.': '初始为零、训练中也保持为零的一行。',
  'How far the scores of the classes are from the right class, or from given probabilities.': '各类别的得分与正确类别或给定概率相差多少。',
  'How much each class counts; null counts all the same.': '每个类别的权重；null 表示同等对待。', 'A class that counts for nothing.': '不计入的类别。',
  'The mean of all losses, their sum, or each by itself.': '所有损失的平均值、总和，或各自保留。', 'The share of the target that is spread over all classes.': '目标中平摊到所有类别的比例。',
  'How little the log-probability of the right class is; LogSoftmax gives what it takes.': '正确类别的对数概率有多低；输入由 LogSoftmax 给出。',
  'The mean of the squared differences of input and target.': '输入与目标之差的平方的平均值。', 'The mean of the differences of input and target, without sign.': '输入与目标之差的绝对值的平均值。',
  'How far the scores, by way of a sigmoid, are from targets between 0 and 1.': '得分经 sigmoid 后与 0 到 1 之间的目标相差多少。', 'How much each element counts; null counts all the same.': '每个元素的权重；null 表示同等对待。',
  'How much more the positive ones count, class by class; null counts both the same.': '各类别中正例的额外权重；null 表示正负例同等对待。',
}
