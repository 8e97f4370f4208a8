/** What stands in the small pictures, and what a screen reader hears of them. */
export const explainPictures = {
  'An outline with a faint guess becomes a filled token, and the reverse.':
    '带浅色猜测的方框变成实心词元，以及相反的过程。',
  'A grid of {{count}} positions and as many steps; every row has one more filled cell.':
    '{{count}} 个位置乘同样多步的方格；每一行比上一行多一个填好的格子。',
  'A grid of {{count}} steps, downwards, by {{count}} positions. Bright cells are sure; blank ones are committed.':
    '{{count}} 步（自上而下）乘 {{count}} 个位置的方格。亮的格子有把握，空白的格子已提交。',
  'A peaked distribution with entropy {{sure}} and a flat one with {{unsure}}, in nats.':
    '一个尖峰分布，熵为 {{sure}}；一个平坦分布，熵为 {{unsure}}，单位为 nat。',
  'A row of four masks; after two steps two of them are tokens; after four steps all are.':
    '一行四个掩码；两步之后其中两个成为词元；四步之后全部成为词元。',
  'Confidence over position falls like an L: mean of the first {{count}} {{head}}, median of the plateau from position {{length}} on {{foot}}, sink index {{index}}.':
    '置信度随位置呈 L 形下降：前 {{count}} 个的均值 {{head}}，自位置 {{length}} 起的平台中位数 {{foot}}，熵汇指数 {{index}}。',
  'Four masks, the confidence of the model at each, and the surest one filled.':
    '四个掩码、模型在各处的置信度，以及最有把握的一个被填上。',
  'Four proposals with confidences {{list}}; the two highest are kept, the others are masks again.':
    '四个提议，置信度为 {{list}}；保留最高的两个，其余恢复为掩码。',
  'Fourteen draws with seed 1, the same fourteen with seed 1 again, and others with seed 2.':
    '种子 1 的十四次抽取，再用种子 1 得到同样的十四次，种子 2 则不同。',
  'Masks before each commit, the two leftmost in blue, the one committed as a dot: {{hits}} of {{of}} dots are on blue. global@1 = {{one}}, global@2 = {{two}}.':
    '每次提交前的掩码，最左两个为蓝色，被提交的画成圆点：{{of}} 个圆点中有 {{hits}} 个落在蓝色上。全局@1 = {{one}}，全局@2 = {{two}}。',
  'Of seven tokens, the {{count}} most probable are kept; together they have {{mass}}.':
    '七个词元中保留概率最高的 {{count}} 个，合计 {{mass}}。',
  'One set of logits at three temperatures. Probability of the best token: {{list}}.':
    '同一组 logits 在三种温度下。最佳词元的概率：{{list}}。',
  'Position over time. Runs at scattered places: local@1 {{localRuns}}, global@2 {{globalRuns}}. Small detours from the left: local@1 {{localDetours}}, global@2 {{globalDetours}}.':
    '位置随时间的变化。各处成段：局部@1 {{localRuns}}，全局@2 {{globalRuns}}。从左往右的小绕行：局部@1 {{localDetours}}，全局@2 {{globalDetours}}。',
  'Positions above, their place in time below: {{concordant}} pairs in order, {{discordant}} crossings, τ = {{tau}}.':
    '上方为位置，下方为时间次序：{{concordant}} 对一致，{{discordant}} 处交叉，τ = {{tau}}。',
  'Probability of the token that the prompt favours: {{list}}.': '提示词所偏好的词元的概率：{{list}}。',
  'The best token has {{value}} more probability than the second best.': '最佳词元的概率比次佳高 {{value}}。',
  'The chance of each of six positions to be drawn first. Of the surest one: {{list}}.':
    '六个位置各自最先被抽中的概率。其中最有把握的一个：{{list}}。',
  'The four most probable tokens: {{list}}.': '概率最高的四个词元：{{list}}。',
  'The life of one position over eight steps: flips {{flips}}, remasks {{remasks}}, overwrites {{overwrites}}.':
    '一个位置在八步中的经历：翻转 {{flips}} 次，重掩码 {{remasks}} 次，改写 {{overwrites}} 次。',
  'The mask token has {{before}} and would be drawn; suppressed, it has {{after}} and the rest grows.':
    '掩码词元的概率为 {{before}}，会被抽中；抑制后为 {{after}}，其余随之增大。',
  'The order {{order}}. Tokens that directly follow their left neighbour: {{hits}} of {{of}}, local@1 = {{value}}. After two: {{hits2}} of {{of2}}, local@2 = {{value2}}.':
    '顺序 {{order}}。紧接左邻的词元：{{of}} 个中有 {{hits}} 个，局部@1 = {{value}}。紧接左边两个的：{{of2}} 个中有 {{hits2}} 个，局部@2 = {{value2}}。',
  'The probabilities of five tokens; the highest, {{value}}, is the confidence.':
    '五个词元的概率；最高的 {{value}} 就是置信度。',
  'The token − of step 3 is a mask again in step 4, and + in step 5.':
    '第 3 步的词元 − 在第 4 步重新成为掩码，第 5 步成为 +。',
  'Three positions with their distributions. {{list}}.': '三个位置及其分布。{{list}}。',
  'a guess': '猜测',
  'a token': '词元',
  after: '之后',
  'as it is': '原样',
  before: '之前',
  'being filled': '正在填充',
  'blank: committed': '空白：已提交',
  'bright: sure': '亮：有把握',
  'dark: unsure': '暗：没把握',
  '↓ steps, → positions': '↓ 步，→ 位置',
  'block {{block}}': '块 {{block}}',
  'blue: leftmost two': '蓝色：最左两个掩码',
  'canvas, L = {{count}}': '画布，L = {{count}}',
  'commits, remasks': '提交、重掩码',
  'crossed: {{count}}': '交叉：{{count}}',
  'dot: the one committed': '圆点：被提交的一个',
  'each step keeps': '每一步保留',
  'global@2': '全局@2',
  'global@{{k}} = {{hits}}/{{of}} = {{value}}': '全局@{{k}} = {{hits}}/{{of}} = {{value}}',
  'local@1': '局部@1',
  'local@{{k}} = {{hits}}/{{of}} = {{value}}': '局部@{{k}} = {{hits}}/{{of}} = {{value}}',
  'first {{count}}: {{head}}': '前 {{count}} 个：{{head}}',
  'flips {{flips}} · remasks {{remasks}} · overwrites {{overwrites}}':
    '翻转 {{flips}} · 重掩码 {{remasks}} · 改写 {{overwrites}}',
  full: '已填满',
  'goes first': '先提交',
  'in order: {{count}}': '一致：{{count}}',
  'k = {{count}}': 'k = {{count}}',
  'kept: {{count}}': '保留：{{count}}',
  'local@2 by': '局部@2 按：',
  'local@2 of the order {{order}}: {{list}}.': '顺序 {{order}} 的局部@2：{{list}}。',
  'margin {{value}}': '间隔 {{value}}',
  margin: '间隔',
  mask: '加掩码',
  'mass {{mass}}': '概率合计 {{mass}}',
  'no prompt': '无提示词',
  'one order,': '同一顺序，',
  'one pass': '一次前向',
  'p = {{p}}: {{count}} tokens kept': 'p = {{p}}：保留 {{count}} 个词元',
  'position →': '位置 →',
  prompt: '有提示词',
  'prompt, P = {{count}}': '提示词，P = {{count}}',
  proposed: '提议',
  'plateau: {{foot}}': '平台：{{foot}}',
  'scores, ties': '分数、并列',
  'seed {{seed}}': '种子 {{seed}}',
  step: '步',
  suppressed: '抑制后',
  'the mask': '掩码',
  'time →': '时间 →',
  time: '时间',
  unmask: '去掩码',
  waits: '等待',
  '{{count}} blocks: the first is full, the second is being filled, the third waits.':
    '{{count}} 个块：第一块已填满，第二块正在填充，第三块等待。',
  '{{prompt}} filled cells of the prompt, then {{length}} empty cells of the canvas.':
    '提示词的 {{prompt}} 个实心格，之后是画布的 {{length}} 个空格。',
  '{{ties}} of {{count}} positions have exactly the same score; the leftmost of them is committed.':
    '{{count}} 个位置中有 {{ties}} 个分数完全相同；提交其中最左边的一个。',
  '{{ties}} of {{count}} tie at entropy 0': '{{count}} 个中有 {{ties}} 个熵同为 0',
  '{{tokens}} tokens over {{steps}} steps. {{list}}.': '{{tokens}} 个词元分 {{steps}} 步。{{list}}。',
} as const;
