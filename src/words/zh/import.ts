/** The form for histories of other programs. */
export const imports = {
  'A whole number from 0 on': '从 0 起的整数',
  Cancel: '取消',
  'From 1 to {{most}}': '从 1 到 {{most}}',
  'Id of the token that stands for a masked position': '代表掩码位置的词元 id',
  Import: '导入',
  'Import it differently…': '以其他方式导入…',
  'Mask token id': '掩码词元 id',
  'Open a history of another program': '打开其他程序的历史',
  'Prompt length': '提示词长度',
  'Sequence of {{sequences}}': '第几个序列（共 {{sequences}} 个）',
  'Texts of the tokens': '词元文本',
  'The file holds token ids alone. What is left empty is guessed from how the canvases change.':
    '文件只含词元 id。留空的项由画布的变化推断。',
  'Tokens before the canvas': '画布之前的词元',
  'Which of the sequences of a batch': '批次中的哪个序列',
  'Which tokenizer the ids are of': 'id 属于哪个分词器',
  guess: '推断',
  'ids only': '仅 id',
  'of the loaded model': '已加载模型的',
  'of the loaded model, if it fits': '若匹配，则用已加载模型的',
} as const;
