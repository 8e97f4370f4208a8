/** Around the explanations: cards, glossary, tour. */
export const explainPage = {
  'A canvas of masks': '一张全是掩码的画布',
  'AR-ness and its convention': '自回归度及其约定',
  'All terms': '全部术语',
  'An order of its own': '自成一序',
  'Another rule, another order': '换条规则，换个顺序',
  Back: '上一步',
  'Choose another strategy here and press Run: the same prompt, decoded in another order. Every dotted word on this page explains itself.':
    '在这里换一种策略，再按“运行”：同样的提示词，会以另一种顺序解码。页面上每个带点状下划线的词都可以点开看解释。',
  'Click a token, and the tokens that the model weighed at its position stand here with their probabilities.':
    '点一个词元，这里就会列出模型在该位置上权衡过的词元及其概率。',
  'Decoding begins with {{count}} masks after the prompt. In each pass the model makes a guess for all of them at once.':
    '解码从提示词之后的 {{count}} 个掩码开始。每次前向，模型都同时为所有掩码各给出一个猜测。',
  Done: '完成',
  Glossary: '术语表',
  Help: '帮助',
  'Help (?)': '帮助 (?)',
  'How close the order is to left-to-right: 1 is autoregressive. The number depends on a convention, which the menu switches.':
    '顺序有多接近从左到右：1 即自回归。数值取决于约定，可在菜单里切换。',
  'It also depends on ties: they decided {{percent}} % of these steps.':
    '它还取决于并列：这些步中有 {{percent}} % 由并列规则决定。',
  'Leave the tour': '结束导览',
  Next: '下一步',
  'No term has these words.': '没有含这些字词的术语。',
  'No tour': '不看导览',
  'One token’s candidates': '一个词元的候选',
  'At position {{position}} the model is least sure in step {{step}}: these are the tokens that it weighs there. Click any token to see its own.':
    '第 {{step}} 步时，模型在位置 {{position}} 上最没把握：这里列出它在该处权衡的词元。点任何词元都能看到它自己的候选。',
  'Press play, and tokens are committed step by step, in an order that the strategy chooses: the colours show it. Drag over the bars to go to any step.':
    '按下播放，词元便一步步提交，先后由策略决定，颜色表示次序。在条形上拖动可跳到任何一步。',
  Search: '搜索',
  'Search the terms': '搜索术语',
  'Source: {{source}}': '来源：{{source}}',
  'Stop {{stop}} of {{count}}': '第 {{stop}} 站，共 {{count}} 站',
  'Take the tour': '看导览',
  'Take the tour (1 min)': '看导览（1 分钟）',
  Terms: '术语',
  'The entropy sink': '熵汇',
  'The model’s confidence at every position in the very first step. It tends to be high right after the prompt and low beyond, like an L; whoever takes the surest first then begins at the left.':
    '模型在第一步时对每个位置的置信度。紧跟提示词处往往很高，再往后就低，形如 L；先取最有把握者，便会从左边开始。',
  'What does “{{term}}” mean?': '“{{term}}”是什么意思？',
  '{{count}} terms': '{{count}} 个术语',
} as const;
