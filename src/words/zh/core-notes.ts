/** What strategies note of a step, and what is said of an imported history. */
export const notes: Readonly<Record<string, string>> = {
  'The confidence in the end is {{sure}}, so the canvas grew to {{grown}} positions.':
    '对结尾的置信度为 {{sure}}，因此画布增长到 {{grown}} 个位置。',
  'The text gets {{length}} positions, and {{rest}} end-of-text tokens behind them.':
    '文本占 {{length}} 个位置，其后是 {{rest}} 个结束符。',
  'The text ends at position {{end}}; the rest of the canvas was not needed.':
    '文本在位置 {{end}} 结束；画布的其余部分没有用到。',
  'Slot {{at}} ({{confidence}}) became {{count}}, and what follows moved on.':
    '位置 {{at}}（{{confidence}}）扩展为 {{count}} 个，其后的内容顺延。',
  'The block holds the end of the text, so the run ends.': '该块含有文本的结尾，因此运行结束。',
  'The answer leads by {{gap}} logits, enough at this point, so the rest was committed at once.':
    '答案领先 {{gap}} 个 logit，此时已足够，因此其余的一次全部提交。',
  'The file holds canvases only: no settings, confidence, entropy or ties. The order inside a step is not known and shown left to right.':
    '该文件只含画布：没有设置、置信度、熵或并列。步内的顺序未知，按从左到右显示。',
  'Token {{id}} was taken for the mask.': '将词元 {{id}} 当作掩码。',
  'The first {{count}} tokens were never masked: they were taken for the prompt.':
    '前 {{count}} 个词元从未被掩码：将其当作提示词。',
  'The first canvas holds no token behind the prompt: it was taken for the start.':
    '第一个画布在提示词之后没有词元：将其当作起点。',
  'The first canvas holds tokens behind the prompt: they were taken for those of the first step.':
    '第一个画布在提示词之后有词元：将其当作第一步的结果。',
  '{{count}} positions at the end were never masked and are left out.': '末尾 {{count}} 个位置从未被掩码，已略去。',
  'The file holds {{batch}} sequences; this is number {{row}}.': '该文件含 {{batch}} 个序列；这是第 {{row}} 个。',
  'The file holds texts, not token ids, and no prompt; equal texts share a number.':
    '该文件含文本而非词元 id，也没有提示词；相同的文本共用一个编号。',
  'Ends of text stand as blanks there, so that the tail cannot be trimmed.': '其中结束符为空白，因此无法去掉尾部。',
  'Steps before {{step}} are not in the file; their tokens are counted as one step.':
    '文件中没有第 {{step}} 步之前的步；其词元算作一步。',
  'Kept in the library: {{names}}.': '已存入运行记录：{{names}}。',
  'Not opened: {{name}}. {{detail}}': '未能打开：{{name}}。{{detail}}',
  'Of several files only the first was opened: this browser keeps nothing here.':
    '多个文件中只打开了第一个：此浏览器无法在此保留任何内容。',
  'This browser lets the page keep nothing (a private window, or storage denied). Save what you need.':
    '此浏览器不允许本页保留任何内容（隐私窗口，或禁止存储）。请自行保存所需内容。',
  'The tokens are taken for those of {{model}}, the model that is loaded.': '将词元当作已加载模型 {{model}} 的词元。',
};
