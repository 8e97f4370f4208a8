/** Explanations of what happens to a canvas, and of what a strategy looks at. */
export const explainDecode = {
  'Masked diffusion model': '掩码扩散模型',
  'A language model that writes by filling in blanks.': '一种靠“填空”来写作的语言模型。',
  'In training, a random share of a text’s tokens is replaced by a mask, and the network learns to recover them from all that is left, before and after.':
    '训练时，文本中随机比例的词元被换成掩码，网络学习根据前后所有剩下的词元把它们恢复出来。',
  'Decoding runs this backwards: it begins with nothing but masks, and each forward pass turns some of them into tokens.':
    '解码则反过来：一开始全是掩码，每次前向传播把其中一部分变成词元。',
  'Unlike an autoregressive model it need not go from left to right, and may fill several positions at once.':
    '与自回归模型不同，它不必从左到右，也可以一次填好几个位置。',
  'The order becomes a choice; this page makes it visible.': '顺序于是成了一种选择，而本页让这种选择看得见。',

  'Mask, unmask': '掩码与去掩码',
  'The mask is a token of the vocabulary that stands for “not known yet”.':
    '掩码是词表中的一个词元，意思是“还不知道”。',
  'To unmask a position is to put an ordinary token in its place; to mask it is the reverse.':
    '去掩码就是在该位置换上一个普通词元，加掩码则相反。',
  'In every pass the network predicts a distribution over the whole vocabulary at every masked position, so each mask already has a best guess.':
    '每次前向时，网络都会在每个掩码位置上给出整个词表的概率分布，因此每个掩码其实都已有一个最佳猜测。',
  'The page shows that guess faintly inside the outline.': '本页用浅色把这个猜测写在方框里。',
  'Most samplers only ever unmask; those that revise also put masks back.':
    '多数采样器只去掩码；会修改的采样器还会把掩码放回去。',

  'The stretch of L positions that the model fills, right after the prompt.':
    '紧跟在提示词之后、由模型填写的 L 个位置。',
  'Its length is fixed before decoding starts: all L positions begin as masks, and attention sees every one of them, the empty ones too.':
    '它的长度在解码前就已确定：L 个位置起初全是掩码，而注意力看得到所有位置，空着的也不例外。',
  'A text that needs less room ends with end-of-text or pad tokens, which are often among the first to be committed.':
    '用不完的部分会填成结束符或填充符，它们往往最先被提交。',
  'A canvas that is too short cuts the answer off; one that is too long costs time in every pass.':
    '画布太短，答案会被截断；太长，则每次前向都要多花时间。',
  'The prompt itself is never changed.': '提示词本身始终不变。',

  'One forward pass of the network over prompt and canvas, with all that is decided on it.':
    '网络对提示词和画布做的一次前向传播，以及据此做出的全部决定。',
  'The pass gives a distribution at every masked position; the strategy picks positions, and their tokens are written.':
    '前向传播给出每个掩码位置的分布，策略选出若干位置，并把那里的词元写入。',
  'With as many steps as positions, about one token is committed per step, as in the measurements of the DiffuCoder paper.':
    '步数等于位置数时，每步大约提交一个词元，DiffuCoder 论文的测量就是这样做的。',
  'Fewer steps mean several tokens at once: that is faster, but tokens of one step are chosen without seeing each other.':
    '步数更少意味着一步提交多个词元：速度更快，但同一步的词元在选定时彼此看不到对方。',
  'The step is the unit of the timeline.': '时间轴以步为单位。',

  Commit: '提交',
  'To commit is to write a proposed token into its position, so that all later passes take it as given.':
    '提交就是把提议的词元写进它的位置，之后的每次前向都把它当作已知。',
  'In every step the network proposes a token at each masked position, but only those at the positions that the strategy picks are kept; the other proposals are thrown away and made anew in the next pass.':
    '每一步，网络都会为每个掩码位置提议一个词元，但只有策略选中的位置会保留；其余提议全部作废，下一次前向再重新给出。',
  'In most samplers a commit is final, so an early mistake stays.':
    '在多数采样器里，提交不可更改，因此早期的错误会一直留着。',
  'Samplers that remask or overwrite can take it back.': '会重掩码或改写的采样器则可以反悔。',

  Remasking: '重掩码',
  'The word has two uses.': '这个词有两种用法。',
  'In LLaDA, “low-confidence remasking” means that all masks are predicted in a pass and the least certain predictions are masked again at once, so that only the surest stay; a token committed in an earlier step is never touched.':
    '在 LLaDA 中，“低置信度重掩码”是指：一次前向预测出所有掩码，再立刻把最没把握的预测重新掩去，只留下最有把握的；先前各步已提交的词元从不改动。',
  'In samplers that revise, such as ReMDM, P2 or WINO, a token committed earlier becomes a mask again and gets a second chance, with more context.':
    '在 ReMDM、P2、WINO 等会修改的采样器中，早先提交的词元会重新变成掩码，在上下文更充分时再得一次机会。',
  'This page counts only the second as remasking: the bars below the timeline’s base line.':
    '本页只把后一种算作重掩码，即时间轴基线以下的条形。',

  'Overwrite, flip': '改写与翻转',
  'An overwrite replaces a committed token by another without masking the position in between, as the editing of LLaDA 2.1 does.':
    '改写是直接用另一个词元替换已提交的词元，中间不经过掩码，LLaDA 2.1 的编辑就是如此。',
  'A flip is any change of mind: the position gets another token than it held last, whether it was overwritten or remasked on the way; a token that comes back the same is no flip.':
    '翻转泛指一切“改主意”：该位置得到的词元与上一次不同，不论中途是被改写还是被重掩码；若换回来的还是同一个词元，则不算翻转。',
  'Flips show where a revising sampler was undecided, and whether its extra passes changed anything.':
    '翻转显示会修改的采样器在哪里犹豫，以及多做的前向是否真的带来了改变。',
  'Samplers that never revise have none.': '从不修改的采样器没有翻转。',

  'The most probable tokens at one position in one step, with the probabilities that the network gave them, before temperature and filters.':
    '某一步、某一位置上概率最高的几个词元，以及网络给出的概率（未经温度和过滤）。',
  'Every recorded step keeps the best few for each masked position; that is what lets the page replay, recolour and compare without running the network again.':
    '每个记录下来的步都为每个掩码位置保留最好的几个，因此本页无需再次运行网络就能重放、换色和比较。',
  'Following one position through the steps shows how its candidates sharpen as its neighbours are committed.':
    '跟着一个位置逐步看下去，就能看到邻近词元提交之后，它的候选如何逐渐变得明确。',
  'At a temperature above 0 the token is drawn, so the one committed need not be the first of the list.':
    '温度大于 0 时词元是抽取的，因此提交的不一定是列表中的第一个。',

  Trace: '轨迹',
  'The complete record of a decode: the prompt, all settings, and for every step the evidence at each masked position, what was committed and what was remasked.':
    '一次解码的完整记录：提示词、全部设置，以及每一步在各掩码位置上的证据、提交了什么、重掩码了什么。',
  'Everything on this page is computed from it, so scrubbing, charts and exports need no model.':
    '本页的一切都由它计算得出，因此拖动时间轴、画图和导出都不需要模型。',
  'It is plain JSON that can be saved, sent and opened again, and it holds the seed and the hash of the weights with which the decode can be repeated.':
    '它是普通的 JSON，可以保存、发送、再打开；其中还有种子和权重的哈希，可据此重做这次解码。',
  'Histories recorded elsewhere can be opened too; they hold the order, but seldom the evidence.':
    '别处记录的历史也能打开；它们有顺序，但很少带有证据。',

  'The rule that decides which of the masked positions are committed in a step.': '决定一步中提交哪些掩码位置的规则。',
  'It scores each position by what the network says there, for instance by the probability of the proposed token, by low entropy, or by the margin between the two best, and takes the highest; others draw positions at random, go from left to right, or take all above a threshold.':
    '它按网络在各位置给出的结果打分，例如提议词元的概率、熵的高低、前两名的间隔，再取分数最高的；另一些策略则随机抽取位置、从左到右，或取所有超过阈值的位置。',
  'With another strategy the same network writes in another order, and often another text.':
    '换一种策略，同一个网络就会以另一种顺序书写，文本也常常不同。',
  'In the picture, three rules look at the same three positions and each prefers another.':
    '图中三种规则看的是同样的三个位置，却各有所选。',

  'The probability of the token proposed at a position: the simplest answer to how sure the model is.':
    '某位置上所提议词元的概率，是对“模型有多大把握”的最简单回答。',
  'LLaDA takes it from the softmax of the logits as they are.': 'LLaDA 直接取原始 logits 的 softmax。',
  'Dream’s maskgit_plus takes it after temperature and top-p, as the probability of the drawn token, which need not be the most probable one.':
    'Dream 的 maskgit_plus 取经过温度和 top-p 之后、所抽词元的概率，而该词元不一定是概率最高的。',
  'Used as a strategy, it commits the positions of highest confidence first.': '用作策略时，先提交置信度最高的位置。',
  'The colours and the inspector of this page show the first kind, before temperature and filters.':
    '本页的颜色和检查器显示的是前一种，即未经温度和过滤的概率。',

  'How spread out a distribution is, in nats: H = −Σ q ln q.': '分布有多分散，以 nat 为单位：H = −Σ q ln q。',
  'It is 0 if one token has all the probability, and ln V if all V tokens are equally likely.':
    '一个词元独占全部概率时为 0，V 个词元完全等概率时为 ln V。',
  'Dream and DiffuCoder commit the positions of lowest entropy first, so that the whole distribution counts and not only its top.':
    'Dream 和 DiffuCoder 先提交熵最低的位置，这样起作用的是整个分布，而不只是它的最高点。',
  'There it is computed after temperature and top-p: where the filter leaves a single token the entropy is exactly 0, and many positions tie.':
    '那里的熵是在温度和 top-p 之后计算的：若过滤后只剩一个词元，熵就恰好为 0，于是许多位置并列。',
  'The charts of this page use the distribution before them.': '本页的图表用的是此前的分布。',

  Margin: '间隔',
  'The probability of the best token minus that of the second best.': '最佳词元的概率减去次佳词元的概率。',
  'A small margin means that two tokens compete, even if both are likely; a large one means that the choice at this position is clear.':
    '间隔小，说明两个词元在竞争，哪怕两者概率都高；间隔大，说明该位置的选择很明确。',
  'Used as a strategy, topk_margin in Dream, it commits the positions of largest margin first.':
    '用作策略时（Dream 中的 topk_margin），先提交间隔最大的位置。',
  'It was proposed because confidence cannot tell a clear favourite from one of two near-equals; on Sudoku puzzles it found much better orders.':
    '提出它是因为，单看置信度分不清“明显领先”和“两个几乎相当”；在数独题上，它找到的顺序要好得多。',

  Ties: '并列',
  'Positions whose scores are exactly equal, so that not the model but a rule of the program decides which goes first.':
    '分数完全相等的位置：谁先提交不由模型决定，而由程序的一条规则决定。',
  'With top-p 0.95 and a low temperature many positions keep a single token, and their entropy is exactly 0.':
    'top-p 取 0.95 且温度较低时，许多位置只剩一个词元，熵恰好为 0。',
  'The usual rule takes the leftmost, which looks like decoding from left to right and raises AR-ness.':
    '通常的规则是取最左边的，这看起来就像从左到右解码，从而抬高自回归度。',
  'The page counts the steps that a tie decided, and a setting under Advanced changes the rule: compare it with ties drawn at random before you read much into a value.':
    '本页统计由并列决定的步数，“高级”中的一项设置可以更换规则：在对数值下结论之前，先与随机打破并列的结果比一比。',
} as const;
