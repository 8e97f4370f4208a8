/** Conventions of AR-ness: their names, sources and terms. */
export const conventions: Readonly<Record<string, string>> = {
  Default: '默认',
  'Paper, text': '论文正文',
  'Paper, appendix': '论文附录',
  'Third-party scripts': '第三方脚本',
  'arXiv 2506.20639, caption of fig. 3: a fraction of the decoding steps, in order':
    'arXiv 2506.20639，图 3 说明：占解码步数的比例，按顺序',
  'arXiv 2506.20639, appendix A.2: sets, 1/T': 'arXiv 2506.20639，附录 A.2：集合，1/T',
  'public analysis scripts for LLaDA: in order, T − k, a step read left to right':
    '公开的 LLaDA 分析脚本：按顺序，T − k，步内从左到右',
  ordered: '按顺序',
  'as a set': '作为集合',
  'T with the prompt': 'T（含提示词）',
  'all positions': '所有位置',
  'tail trimmed': '去掉尾部',
  'steps by confidence': '步内按置信度',
  'steps by position': '步内按位置',
  'mean over orders within steps': '步内各顺序的均值',
  'first commits': '首次提交',
  'every commit': '每次提交',
};
