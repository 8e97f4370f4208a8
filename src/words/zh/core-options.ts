/** Names, choices and summaries of the strategies' options. */
export const options: Readonly<Record<string, string>> = {
  // Names
  Threshold: '阈值',
  Scores: '打分',
  Factor: '因子',
  'At least': '至少',
  Gamma: 'γ',
  Lambda: 'λ',
  Alpha: 'α',
  Sigma: 'σ',
  Eta: 'η',
  Eps: 'ε',
  N: 'n',
  Early: '前期',
  Mid: '中期',
  Late: '后期',
  'Answer start': '答案起点',
  'Answer length': '答案长度',
  Weight: '权重',
  Boost: '增益',
  Decay: '衰减',
  'Low threshold': '低阈值',
  'High threshold': '高阈值',
  'Exploration steps': '探索步数',
  'Cycle threshold': '周期阈值',
  'Stability window': '稳定窗口',
  'Stability std': '稳定标准差',
  Prefix: '只看前缀',
  'T on': '循环开始时间',
  'T off': '循环结束时间',
  'Alpha on': '循环中的 α',
  'Conf threshold': '置信度阈值',
  'Kl threshold': 'KL 阈值',
  'History length': '历史长度',
  'Threshold back': '回退阈值',
  'Editing threshold': '编辑阈值',
  'Max post steps': '最多后续步数',
  'Eos id': '结束符 id',
  'Relaxed threshold': '放宽阈值',
  Radius: '半径',
  'Initial length': '初始长度',
  Expansion: '扩展量',
  'Eos checked': '检查的结束符数',
  'Eos threshold': '结束符阈值',
  'Eos expand threshold': '扩展用结束符阈值',
  // Choices
  confidence: '置信度',
  random: '随机',
  // Summaries
  'Confidence from which a slot is committed.': '置信度达到此值即提交。',
  'Confidence above which a slot is committed.': '置信度超过此值即提交。',
  'What is compared with the threshold: the confidence of the drawn token, or a random number.':
    '与阈值比较的量：抽到的词元的置信度，或一个随机数。',
  'f: the larger, the more slots a step commits.': 'f：越大，一步提交的位置越多。',
  'Slots a step commits at least.': '一步至少提交的位置数。',
  'γ, nats: bound of the joint error of a step; 0 commits one slot.':
    'γ（nat）：一步联合误差的上界；0 表示只提交一个位置。',
  'λ: how fast the weight of a position falls along the block; 0 ignores positions.':
    'λ：位置权重沿块下降的快慢；0 表示不考虑位置。',
  'α: the most that rareness counts.': 'α：罕见程度的计分上限。',
  'σ: width of the neighbourhood in positions; off (null) ignores neighbours.':
    'σ：邻域宽度（位置数）；关闭（null）则不考虑邻居。',
  'Score from which a slot is committed whatever their number; off commits no more than the least.':
    '分数达到此值即提交，不限数目；关闭则只提交至少的那几个。',
  'Mean gap of logits that ends the run in the first 33 % of the steps.':
    '在前 33 % 的步数内，logits 平均差距达到此值便结束。',
  'Mean gap of logits that ends the run up to 67 % of the steps.':
    '在 67 % 的步数之前，logits 平均差距达到此值便结束。',
  'Mean gap of logits that ends the run after that.': '此后，logits 平均差距达到此值便结束。',
  'First position of the answer in the canvas.': '答案在画布中的起始位置。',
  'Positions of the answer.': '答案所占的位置数。',
  'What ranks the slots before that: the confidence of the drawn token, or a random number.':
    '在那之前如何给位置排序：抽到的词元的置信度，或一个随机数。',
  'α: ln(1 + credit) times this is added to the logit.': 'α：ln(1 + 信用) 乘以此值，加到 logit 上。',
  'γ: a first place adds p^γ to the credit; small values make doubtful ones count too.':
    'γ：每次排名第一，信用增加 p^γ；值小时，没有把握的也计入。',
  'β: share of the credit that lasts to the next step.': 'β：信用保留到下一步的比例。',
  'Confidence above which the surest slot of a run is committed; off (null) commits it always.':
    '一段掩码中最有把握的位置，置信度超过此值才提交；关闭（null）则总是提交。',
  'Confidence above which a slot is committed wherever it is; off (null) leaves that out.':
    '置信度超过此值的位置，无论在哪里都提交；关闭（null）则不用这一条。',
  'Slow passes of a cycle.': '一个周期中的慢速前向次数。',
  'Confidence from which a slot counts when the end of a cycle is sought.':
    '寻找周期终点时，置信度达到此值的位置才计入。',
  'How many ends in a row must agree.': '须连续多少个终点一致。',
  'Standard deviation, in positions, below which they agree.': '标准差（位置数）低于此值即视为一致。',
  'Confidence from which slots are committed together.': '置信度达到此值的位置一起提交。',
  'Whether fast passes but the first see only the canvas up to the end of the cycle.':
    '除第一次外，快速前向是否只看到周期终点为止的画布。',
  'η: most that a committed slot is masked again with, per step.': 'η：已提交位置每步重掩码概率的上限。',
  'Time at which the chain ends and the rest is filled.': '链在此时间结束，其余位置一并填满。',
  'η: share of the highest remasking probability that keeps the law.':
    'η：在保持分布不变的最大重掩码概率中所占的比例。',
  'η: probability that a committed slot is masked again, per step of the loop.':
    'η：循环中每一步，已提交位置重掩码的概率。',
  'Time (1 is the start, 0 the end) at which the loop begins.': '循环开始的时间（1 为起点，0 为终点）。',
  'Time at which the loop ends.': '循环结束的时间。',
  'Share of the slots that are committed in the loop.': '循环中已提交位置所占的比例。',
  'Confidence from which a slot may be ready.': '置信度达到此值的位置才可能就绪。',
  'Divergence from the pass before, nats, below which a slot counts as stable.':
    '与上一次前向的散度（nat）低于此值即视为稳定。',
  'Passes in a row for which a slot must be stable.': '位置须连续稳定的前向次数。',
  'Slots a step accepts at least.': '一步至少接受的位置数。',
  'Probability in the shadow below which a token is masked again.': '在影子块中概率低于此值的词元重掩码。',
  'Confidence above which a masked slot is committed.': '掩码位置的置信度超过此值即提交。',
  'Confidence above which another token replaces the one that stands there.':
    '另一个词元的置信度超过此值，便替换原有的词元。',
  'Passes that may edit a full block.': '块填满后还可编辑的前向次数。',
  'Slots a step commits at least while there are masks.': '仍有掩码时，一步至少提交的位置数。',
  'Token that ends the run after the block it stands in; null runs all blocks.':
    '出现此词元，则在其所在块之后结束；null 表示运行所有块。',
  'η: weight of the doubt about committed slots; 0 never masks them again.':
    'η：对已提交位置的怀疑权重；0 表示从不重掩码。',
  'What ranks the slots: the confidence of the proposed token, or a random number.':
    '如何给位置排序：所提词元的置信度，或一个随机数。',
  'Confidence from which a slot near an anchor is committed.': '锚点附近的位置，置信度达到此值即提交。',
  'Positions on either side of an anchor that are near it.': '锚点两侧各多少个位置算作附近。',
  'Positions of the canvas at first.': '画布最初的位置数。',
  'Slots that are added at first at a time, and that an unsure slot becomes later.':
    '起初每次增加的位置数，也是后来一个没有把握的位置扩展成的数目。',
  'Id of the end-of-text token; off (null) takes that of the sampling settings.':
    '文本结束符的 id；关闭（null）则取采样设置中的。',
  'End-of-text tokens that a certain end has.': '确定的结尾应有的文本结束符数。',
  'Confidence in the end from which the first length is enough.': '对结尾的置信度达到此值，初始长度即已足够。',
  'Confidence in the end from which unsure slots stay single.': '对结尾的置信度达到此值，没有把握的位置不再扩展。',
  'Confidence below which a slot becomes several.': '置信度低于此值的位置扩展为多个。',
};
