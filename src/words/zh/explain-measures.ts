/** Explanations of what is measured on an order, of pace and of sampling. */
export const explainMeasures = {
  'How close the order of decoding is to left-to-right; 1 is autoregressive.': '解码顺序有多接近从左到右；1 即自回归。',
  'The DiffuCoder paper defines two measures: local AR-ness asks whether a token comes right after its left neighbour, global AR-ness whether it is among the leftmost masks.':
    'DiffuCoder 论文定义了两种度量：局部自回归度看一个词元是否紧接在它左邻之后提交，全局自回归度看它是否属于最左边的几个掩码。',
  'A decode can have much of one and little of the other: runs at scattered places are local but not global, small detours on the way from the left are global but not local.':
    '两者可以一高一低：在各处成段地写，局部高而全局低；从左往右但时有小绕行，全局高而局部低。',
  'Neither says whether the text is any good.': '两者都不说明文本写得好不好。',

  'The share of committed tokens whose k predecessors in time are exactly the k positions to their left, in reading order.':
    '在所有提交的词元中，其之前 k 次提交恰好按阅读顺序是它左边 k 个位置的比例。',
  'For k = 1 this is next-token prediction: each token comes right after its left neighbour.':
    'k = 1 时就是“预测下一个词元”：每个词元紧接在它的左邻之后。',
  'Larger k ask for longer unbroken runs, so the value never rises with k; the paper plots k = 1 to 9.':
    'k 越大，要求不间断的段越长，因此数值不会随 k 上升；论文画出了 k = 1 到 9。',
  'It does not say where in the text the runs lie: a decode that writes the second half first can still be highly local.':
    '它不管这些段在文本的哪里：先写后半部分的解码，局部自回归度同样可以很高。',
  'Details depend on the convention.': '细节取决于约定。',

  'The share of committed tokens that were among the k leftmost masks at that moment.':
    '在所有提交的词元中，提交时属于最左边 k 个掩码的比例。',
  'For k = 1 the token always fills the first hole from the left; larger k allow some skipping, so the value never falls with k; the paper plots k = 1 to 4.':
    'k = 1 表示总是填左起第一个空位；k 越大，允许跳过的越多，因此数值不会随 k 下降；论文画出了 k = 1 到 4。',
  'The set of masks shrinks with every token, also inside a step.': '掩码集合随每个词元而缩小，同一步之内也是如此。',
  'A high value means that the text grows from its left edge; end-of-text tokens at the right that are committed early lower it.':
    '数值高，说明文本从左端生长；右侧较早提交的结束符会把它拉低。',

  'The paper defines AR-ness for one token per step and leaves the rest open, so a value means nothing without its convention.':
    '论文只就每步一个词元的情形定义了自回归度，其余未作规定，因此脱离约定的数值没有意义。',
  'The convention says whether the k tokens before must match in order or as a set, whether the sum is divided by T, by T − k, or by T with the prompt as predecessors, which positions count, how tokens of one step are ordered, and which commits of a revised position count.':
    '约定规定：前 k 个词元按顺序匹配还是作为集合匹配；除以 T、T − k，还是除以 T 并把提示词算作前驱；计入哪些位置；同一步的词元如何排序；被修改的位置计哪一次提交。',
  'The menu switches each; the choice is named at the chart and in every export.':
    '菜单里可以逐项切换；所选约定会写在图上和每份导出文件里。',

  'A rank correlation between the order in time and the order in the text.': '时间顺序与文本顺序之间的等级相关系数。',
  'It looks at every pair of tokens: concordant if the left one came first, discordant if the right one did; τ is the difference of the two counts over the number of pairs.':
    '它考察每一对词元：左边的先提交为一致，右边的先提交为不一致；τ 是两者数目之差除以总对数。',
  '1 is left to right, −1 is right to left, and near 0 the two are unrelated.':
    '1 为从左到右，−1 为从右到左，接近 0 则两者无关。',
  'Unlike AR-ness it also sees pairs that are far apart.': '与自回归度不同，它也看得到相距很远的词元对。',
  'Tokens of one step are tied in time; the form τ-b allows for that.':
    '同一步的词元在时间上并列，τ-b 的形式对此做了修正。',

  'In the first step nothing is committed yet, but the model is not equally unsure everywhere: a few positions right after the prompt are far surer than the rest.':
    '第一步时还什么都没有提交，但模型并非处处一样没把握：紧跟提示词的少数位置，把握远高于其余位置。',
  'Plotted over position, confidence looks like an L.': '把置信度按位置画出来，形状像一个 L。',
  'The DiffuCoder paper calls this the entropy sink; a strategy that takes the surest first then begins at the left edge.':
    'DiffuCoder 论文称之为熵汇；先取最有把握者的策略因此会从左端开始。',
  'The sink index, the mean confidence of the first {{count}} positions minus the median of the plateau beyond, is ours: the paper gives no number.':
    '熵汇指数是前 {{count}} 个位置的平均置信度减去其后平台的中位数，由本工具自行定义：论文没有给出数值指标。',

  'A whole decode in one picture: each row is a step, from the top down, each column a position of the canvas; the colour is the confidence, or the entropy, of the position in that step.':
    '一张图看完整次解码：每一行是一步，自上而下；每一列是画布上的一个位置；颜色是该位置在该步的置信度或熵。',
  'A cell is blank where the position already holds a token or was not asked for.':
    '位置已有词元或未被查询时，格子留空。',
  'Read a column downwards to see how a position becomes surer as its neighbours are committed, and the edge of the blank part to see the order.':
    '沿一列往下看，可见一个位置如何随邻近词元的提交而越来越有把握；看空白部分的边缘，则可见提交的顺序。',
  'Left to right is a straight diagonal; blocks are stairs.': '从左到右是一条笔直的对角线，分块则呈阶梯状。',

  'Block, semi-autoregressive': '块、半自回归',
  'The canvas is cut into stretches of equal length that are filled one after the other, left to right; inside a block the order is free.':
    '画布被切成等长的若干段，从左到右逐段填充；块内的顺序不受限制。',
  'LLaDA calls this semi-autoregressive decoding.': 'LLaDA 称之为半自回归解码。',
  'Only masks of the current block are candidates, though attention still sees the whole canvas.':
    '只有当前块的掩码可以提交，但注意力仍看得到整个画布。',
  'Short blocks force an order near left-to-right, and blocks of 1 exactly that; one block as long as the canvas leaves the order to the strategy.':
    '块越短，顺序越被迫接近从左到右，块长为 1 时就是从左到右；若一块等于整个画布，顺序便全由策略决定。',
  'The steps are shared evenly among the blocks.': '步数平均分给各块。',

  'Schedule, quota': '日程与配额',
  'The schedule decides how many tokens each step commits: its quota.': '日程决定每步提交多少词元，即该步的配额。',
  'LLaDA splits the masks of a block evenly over its steps, the remainder one each to the first.':
    'LLaDA 把一块的掩码平均分到各步，余数逐个加给最前面的步。',
  'Dream commits trunc(M · (1 − s/t)) of M masks, on a time grid from 1 down to eps; with as many steps as positions its first step commits nothing, and its last one two.':
    'Dream 在从 1 降到 eps 的时间网格上，从 M 个掩码中提交 trunc(M · (1 − s/t)) 个；步数等于位置数时，第一步什么也不提交，最后一步提交两个。',
  'dllm spreads what is left over the steps that are left, rounded.': 'dllm 把剩下的掩码摊到剩下的步上，并四舍五入。',
  'Strategies with a threshold set a pace of their own.': '按阈值的策略自定步调。',

  'Divides the logits before the softmax that a token is drawn from.': '在抽取词元的 softmax 之前，用它去除 logits。',
  'Below 1 the distribution becomes sharper, above 1 flatter; at 0 nothing is drawn and the most probable token is taken.':
    '小于 1 时分布变尖，大于 1 时变平；为 0 时不抽取，直接取概率最高的词元。',
  'In Dream’s samplers the scores that decide the order are computed after it, so it changes not only which token is written but also where: the DiffuCoder paper finds that a higher temperature makes the order less autoregressive.':
    '在 Dream 的采样器中，决定顺序的分数是在温度之后计算的，所以它不仅改变写什么，也改变写在哪里：DiffuCoder 论文发现，温度越高，顺序越不像自回归。',
  'LLaDA scores the distribution without temperature.': 'LLaDA 则按不带温度的分布打分。',

  'Nucleus sampling: of the tokens sorted by probability only the smallest group whose mass exceeds p is kept, the token that crosses the line included; the rest gets probability 0.':
    '核采样：把词元按概率从高到低排列，只保留总概率超过 p 的最小一组（包含恰好越线的那个），其余概率置 0。',
  'Dream applies it after temperature and before the scores, even at temperature 0.':
    'Dream 在温度之后、打分之前应用它，温度为 0 时也不例外。',
  'Where the best token alone has more than p nothing else is left: confidence is exactly 1, entropy exactly 0, and all such positions tie.':
    '若最佳词元一个就超过 p，便只剩它自己：置信度恰为 1，熵恰为 0，所有这样的位置并列。',
  'An empty field turns the filter off.': '留空则关闭这一过滤。',

  'Keeps the k most probable tokens and gives all others probability 0; tokens exactly as probable as the last one kept stay too.':
    '保留概率最高的 k 个词元，其余概率置 0；与最后一个保留者概率完全相同的也会留下。',
  'k is a fixed number, whereas the group that top-p keeps grows and shrinks with the model’s certainty.':
    'k 是固定的数目，而 top-p 保留的数目会随模型的把握增减。',
  'With k = 1 only the best token is left, and every position scores as fully certain.':
    'k = 1 时只剩最佳词元，每个位置都显得完全确定。',
  'Dream applies it after top-p.': 'Dream 在 top-p 之后应用它。',
  'It has nothing to do with the number of candidates shown in the inspector.': '它与检查器里显示多少个候选无关。',

  'A temperature for the order, not for the tokens.': '一种作用于顺序、而非词元的温度。',
  'At 0 the positions with the highest scores are committed.': '为 0 时，提交分数最高的位置。',
  'Above 0 positions are drawn without replacement, with probabilities softmax(score / alg_temp) over the masked positions: the larger it is, the nearer the order comes to chance.':
    '大于 0 时，按各掩码位置上的概率 softmax(score / alg_temp) 无放回地抽取位置：值越大，顺序越接近随机。',
  'The name is from Dream’s code, where “alg” is the strategy.': '这个名字出自 Dream 的代码，其中“alg”指策略。',
  'Here the draw uses the Gumbel trick, which follows the same law, and the seed repeats it.':
    '本页用 Gumbel 技巧抽取，服从同一分布，且可由种子重现。',

  'The number from which all chance of a decode is computed.': '一次解码中的全部随机性都由这个数算出。',
  'Every draw has a name, made of seed, step, position and purpose, and depends on nothing else: the same seed gives the same draws on every machine, and leaving one draw out changes no other.':
    '每次抽取都有一个由种子、步、位置和用途组成的名字，且只取决于它：同一种子在任何机器上都给出同样的抽取，少抽一次也不会影响其他。',
  'Two strategies with one seed therefore differ by their rule and not by luck.':
    '因此，用同一种子比较两种策略，差别来自规则而非运气。',
  'At temperature 0 and alg_temp 0 most strategies draw nothing, and the seed makes no difference.':
    '温度和 alg_temp 都为 0 时，多数策略不做任何抽取，种子也就不起作用。',

  'Classifier-free guidance': '无分类器引导',
  'Two passes are made in every step: one with the prompt, and one in which all prompt tokens are masked.':
    '每一步做两次前向：一次带提示词，一次把提示词全部掩去。',
  'The logits used are ℓᵤ + (w + 1)(ℓ − ℓᵤ): what the prompt changes is exaggerated by the scale w.':
    '实际使用的 logits 是 ℓᵤ + (w + 1)(ℓ − ℓᵤ)：提示词带来的变化按尺度 w 被放大。',
  '0 is off; anything larger follows the prompt more closely and takes twice the passes.':
    '0 为关闭；大于 0 则更紧贴提示词，前向次数加倍。',
  'The formula is that of LLaDA’s code, after the guidance of image models; it needs no extra training.':
    '公式取自 LLaDA 的代码，源于图像模型的引导方法；不需要额外训练。',
  'Confidence and entropy are those of the guided logits.': '置信度和熵都按引导后的 logits 计算。',

  'Sets the logit of the mask token to −∞, so that no position can be filled with a mask.':
    '把掩码词元的 logit 设为 −∞，这样任何位置都不会被填成掩码。',
  'The reference code of Dream and LLaDA does not: if the mask is drawn, the slot counts as filled and stays masked.':
    'Dream 和 LLaDA 的参考代码并不这样做：若抽到掩码，该位置算作已填，却仍是掩码。',
  'Trained models give the mask hardly any probability, so it seldom matters; small or untrained ones hit it often.':
    '训练充分的模型几乎不给掩码概率，所以很少有影响；小模型或未训练的模型则经常碰到。',
  'MDLM and ReMDM always suppress it, as part of their parametrisation, SUBS.':
    'MDLM 和 ReMDM 始终抑制它，这是其参数化 SUBS 的一部分。',
  'Off by default here, to be faithful to the reference.': '本页默认关闭，以忠于参考实现。',
} as const;
