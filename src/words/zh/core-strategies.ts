/** Labels and summaries of the strategies. */
export const strategies: Readonly<Record<string, string>> = {
  'Lowest entropy first': '熵最低者优先',
  'Commits the slots whose distribution has the lowest entropy first; the default of DiffuCoder.':
    '优先提交分布熵最低的位置；DiffuCoder 的默认策略。',
  'Highest confidence first (MaskGIT)': '置信度最高者优先（MaskGIT）',
  'Commits the slots whose drawn token is most probable after temperature and filters first.':
    '优先提交抽到的词元在温度与过滤之后概率最高的位置。',
  'Widest margin first': '间隔最大者优先',
  'Commits the slots with the widest margin between their two most probable tokens first.':
    '优先提交前两名词元概率差最大的位置。',
  'Random reveal': '随机揭示',
  'Commits no slot before another: each is revealed with probability 1 − s/t by its own draw.':
    '各位置不分先后：每个位置独立抽签，以概率 1 − s/t 揭示。',
  'Highest confidence first (LLaDA)': '置信度最高者优先（LLaDA）',
  'Commits the slots whose drawn token is most probable in the untempered distribution first.':
    '优先提交抽到的词元在未经温度调整的分布中概率最高的位置。',
  'Random order': '随机顺序',
  'Commits the slots of the highest random scores first, whatever the model says.':
    '优先提交随机分数最高的位置，与模型的判断无关。',
  'Leftmost first': '最左者优先',
  'Commits the leftmost masked slots first, as an autoregressive model does.':
    '优先提交最左边的掩码位置，与自回归模型相同。',
  'All above a threshold (Fast-dLLM)': '超过阈值者全部提交（Fast-dLLM）',
  'Commits every slot whose confidence reaches the threshold, and the surest always.':
    '提交置信度达到阈值的所有位置；最有把握的那个总会提交。',
  'Above a threshold, within a quota (Fast-dLLM for Dream)': '超过阈值且不超配额（Fast-dLLM，用于 Dream）',
  'Commits the slots whose confidence reaches the threshold, no more than the steps so far allow.':
    '提交置信度达到阈值的位置，数目不超过到当前步为止的配额。',
  'All above a threshold (dInfer)': '超过阈值者全部提交（dInfer）',
  'Commits every slot whose confidence reaches the threshold, or all within 1e-5 of the surest.':
    '提交置信度达到阈值的所有位置；若没有，则提交与最高置信度相差不超过 1e-5 的所有位置。',
  'Factor rule (Fast-dLLM v1.5, dInfer)': '因子规则（Fast-dLLM v1.5、dInfer）',
  'Commits the n surest slots while c ≥ 1 − f/(n + 1), and the last of all as soon as it is its turn.':
    '只要 c ≥ 1 − f/(n + 1)，就提交最有把握的 n 个位置；轮到最后一个位置时直接提交。',
  'Factor rule (dllm)': '因子规则（dllm）',
  'Commits the n surest slots while c ≥ 1 − f/(n + 1).': '只要 c ≥ 1 − f/(n + 1)，就提交最有把握的 n 个位置。',
  'Factor rule (d2Cache)': '因子规则（d2Cache）',
  'Commits the n surest slots while (n + 1)(1 − c) < f, by the filtered confidence.':
    '只要 (n + 1)(1 − c) < f，就提交最有把握的 n 个位置；按过滤后的置信度计算。',
  'Lowest entropy first, up to a bound (EB)': '熵最低者优先，累计有上界（EB）',
  'Commits the slots of lowest entropy as long as the entropies before the last sum to at most γ.':
    '按熵从低到高提交，只要最后一个之前的熵之和不超过 γ。',
  'Path planning (Open-dLLM)': '路径规划（Open-dLLM）',
  'Commits the surest slots and masks again those that have become the least sure.':
    '提交最有把握的位置，并重掩码变得最没有把握的位置。',
  'Rare tokens and early positions first (PC-Sampler)': '罕见词元与靠前位置优先（PC-Sampler）',
  'Commits sure, uncommon tokens near the start of the block first.': '优先提交靠近块首、有把握且不常见的词元。',
  'Sure and among committed ones first (certainty prior)': '有把握且邻近已提交者优先（确定性先验）',
  'Commits the slots first that are sure and have committed slots near them.':
    '优先提交有把握、且附近有已提交位置的位置。',
  'Highest confidence first, all once the answer is decided (Prophet)':
    '置信度最高者优先，答案确定后全部提交（Prophet）',
  'Commits the surest slots first, and all at once when the answer has a clear lead.':
    '优先提交最有把握的位置；一旦答案明显领先，便一次全部提交。',
  'All above a threshold, with credit for lasting picks (dInfer)': '超过阈值者全部提交，持续领先者有信用加成（dInfer）',
  'Commits every slot whose confidence reaches the threshold, where tokens that stayed ahead gain on others.':
    '提交置信度达到阈值的所有位置；持续领先的词元会得到加成。',
  'Surest of each run of masks first (dInfer hierarchy)': '每段连续掩码中最有把握者优先（dInfer 层次解码）',
  'Commits the surest slot of every run of masks if sure enough, the surest of all always.':
    '提交每段连续掩码中最有把握且足够有把握的位置；全局最有把握的总会提交。',
  'Surest first, then fast up to where the model is sure (SlowFast)':
    '先慢后快：最有把握者优先，再快速填到模型有把握之处（SlowFast）',
  'Commits the surest slots while it finds out how far the model is sure, then fills up to there.':
    '先提交最有把握的位置，同时探明模型到哪里为止有把握，再一直填到那里。',
  'Random reveal, remasked at a capped rate (ReMDM-cap)': '随机揭示，以封顶的概率重掩码（ReMDM-cap）',
  'Commits no slot before another, and masks each committed one again with probability η.':
    '各位置不分先后地提交，每个已提交的位置再以概率 η 重掩码。',
  'Random reveal, remasked at a share of the highest rate (ReMDM-rescale)':
    '随机揭示，按最大概率的一定比例重掩码（ReMDM-rescale）',
  'Commits no slot before another, and masks committed ones again at a share of the rate that is possible.':
    '各位置不分先后地提交，已提交的位置再按可能概率的一定比例重掩码。',
  'Random reveal, the least sure remasked (ReMDM-conf)': '随机揭示，最没把握者重掩码（ReMDM-conf）',
  'Commits no slot before another, and masks again rather what was unsure when it was committed.':
    '各位置不分先后地提交，提交时没有把握的更容易被重掩码。',
  'Random reveal, then a remasking loop (ReMDM-loop)': '随机揭示，然后循环重掩码（ReMDM-loop）',
  'Commits no slot before another, then masks and fills a nearly full canvas over and over.':
    '各位置不分先后地提交，随后在几乎填满的画布上反复重掩码并重填。',
  'Sure and stable ones (KLASS for LLaDA)': '有把握且稳定者（KLASS，用于 LLaDA）',
  'Commits every slot that is sure and stable over the last passes, or else the surest as the schedule asks.':
    '提交在最近几次前向中有把握且稳定的所有位置；若没有，则按日程提交最有把握的。',
  'Sure and stable ones (KLASS for Dream)': '有把握且稳定者（KLASS，用于 Dream）',
  'Commits every slot that is sure and stable over the last passes, or else the surest one.':
    '提交在最近几次前向中有把握且稳定的所有位置；若没有，则提交最有把握的一个。',
  'Surer than the accepted ones so far, with backtracking (Saber)': '比已接受者更有把握，可回退（Saber）',
  'Commits every slot surer than the mean of those committed, and masks again those that lost most confidence.':
    '提交比已提交位置的均值更有把握的所有位置，并重掩码置信度下降最多的位置。',
  'Above a threshold, verified by a shadow block (WINO)': '超过阈值，由影子块验证（WINO）',
  'Commits every slot that is sure enough, and masks again what a second look at the block does not confirm.':
    '提交足够有把握的所有位置；再看一遍该块，未获确认的重掩码。',
  'All above a threshold, with editing (LLaDA 2.1)': '超过阈值者全部提交，可编辑（LLaDA 2.1）',
  'Commits every slot whose confidence exceeds a threshold, and overwrites tokens of which it has become unsure.':
    '提交置信度超过阈值的所有位置，并改写已变得没有把握的词元。',
  'Path planning (P2)': '路径规划（P2）',
  'Commits the surest slots and masks again those that have become the least sure, by a score with weight η.':
    '按带权重 η 的分数，提交最有把握的位置，并重掩码变得最没有把握的位置。',
  'All above a threshold, a lower one near sure slots (LocalLeap)':
    '超过阈值者全部提交，有把握者附近阈值更低（LocalLeap）',
  'Commits every slot above the threshold, and around those also slots above a lower one.':
    '提交超过阈值的所有位置，其周围则按较低的阈值提交。',
  'All above a threshold, on a canvas that grows (DAEDAL)': '超过阈值者全部提交，画布会增长（DAEDAL）',
  'Commits every slot above the threshold, and adds slots until the text has room for its end.':
    '提交超过阈值的所有位置，并不断增加位置，直到文本容得下结尾。',
};
