/** Gallery, kept runs, links and calls. */
export const library = {
  'A kept run cannot open during a decode.': '解码进行时无法打开保留的运行。',
  'A link cannot open during a decode.': '解码进行时无法打开链接。',
  'AR-ness {{value}}': '自回归度 {{value}}',
  'Add a note': '添加备注',
  'Command line': '命令行',
  'Copied.': '已复制。',
  'Copy Python': '复制 Python',
  'Copy command': '复制命令',
  'Copy link': '复制链接',
  Delete: '删除',
  'Delete {{name}}': '删除 {{name}}',
  'Deleted: {{name}}': '已删除：{{name}}',
  Gallery: '示例集',
  'It stays on screen until the tab closes.': '在关闭标签页之前，它仍留在屏幕上。',
  'Kept in this browser only, {{count}} runs at most; the oldest without name and note give way.':
    '只保存在此浏览器中，最多 {{count}} 次运行；没有名称和备注的最旧的会被移除。',
  Library: '运行记录',
  Link: '链接',
  Name: '名称',
  'No prompt': '无提示词',
  'No run has all these words.': '没有同时含有这些词的运行。',
  Note: '备注',
  'Nothing is kept yet: every decode you run comes here by itself.':
    '还没有保留的内容：你运行的每次解码都会自动存到这里。',
  'Open {{name}}': '打开 {{name}}',
  'Opens this page with all of it; nothing after # is sent to a server.':
    '打开后即恢复全部内容；# 之后的部分不会发送到服务器。',
  'Order of commits': '提交顺序',
  'Pane to share': '要分享的栏',
  'Pane {{letter}}': '{{letter}} 栏',
  'Prompt and settings are set. The same model and seed make the same decode.':
    '提示词和设置已就绪。相同的模型和种子会得到相同的解码。',
  'Prompt and settings as they are now': '当前的提示词和设置',
  Python: 'Python',
  'Recorded decodes of the embedded model; colour is the order of the commits.':
    '内置模型的解码录制；颜色表示提交顺序。',
  'Run it': '运行',
  'Save {{name}}': '保存 {{name}}',
  'Search the runs': '搜索运行',
  Share: '分享',
  'The browser does not let the page copy: select the text and copy it.':
    '浏览器不允许本页复制：请选中文本后自行复制。',
  'The call that decodes so with the original model.': '用原始模型做同样解码的调用。',
  'The decode on screen': '屏幕上的解码',
  'The examples play without their pictures.': '示例没有缩略图也可以播放。',
  'The run stays in the library.': '该运行仍在运行记录中。',
  'The runs stay as they are.': '运行记录保持不变。',
  'The link has no prompt: write one, then run.': '此链接不含提示词：请先填写，再运行。',
  'The prompt is not in the link: it has more than {{count}} characters. Send it along.':
    '链接不含提示词：它超过 {{count}} 个字符，请另行发送。',
  'The same decodes without a browser, in a clone of Diffuscope.':
    '不用浏览器，在 Diffuscope 的克隆中做同样的这些解码。',
  'The same decode without a browser, in a clone of Diffuscope.': '不用浏览器，在 Diffuscope 的克隆中做同样的解码。',
  'These parts were left out.': '这些部分已忽略。',
  'This link is a decode that is not kept in this browser.': '此链接指向的解码没有保存在此浏览器中。',
  Undo: '撤销',
  'Watch a recorded decode': '观看录制的解码',
  'What to share': '分享内容',
  failed: '失败',
  'from a file': '来自文件',
  '{{count}} positions': '{{count}} 个位置',
  '{{count}} runs': '{{count}} 次运行',

  // The recorded examples: titles, and what there is to see.
  'Balanced parentheses': '括号匹配',
  'Padding and skeleton come first, the names later, the branches last: hardly left to right.':
    '先是填充和骨架，然后是名称，最后是各个分支：几乎不是从左到右。',
  'A sum in words': '文字算术题',
  'First the padding, then the words, last the numbers: the sentence stands before its sum is worked out.':
    '先填充，再写词句，最后才是数字：句子在算出结果之前就已写好。',
  'Binary search on a large canvas': '大画布上的二分查找',
  '160 positions, and the text takes half: the padding fills first, then the code, in any order but its own.':
    '160 个位置，文本占一半：先填满填充，再写代码，顺序与代码本身全然不同。',
  'Block by block': '逐块解码',
  'Three blocks of 32, one after the other (semi-autoregressive); inside a block the order is free.':
    '三个长度为 32 的块依次解码（半自回归）；块内顺序自由。',
  'Many tokens at once': '一次多个词元',
  'All tokens above a confidence of 0.9 are committed together: 8 passes for 96 positions.':
    '置信度高于 0.9 的词元一起提交：96 个位置只需 8 次前向。',
  'Second thoughts': '改变主意',
  'Committed tokens are masked again when the model comes to doubt them. Colour by revisions to see which.':
    '模型开始怀疑已提交的词元时会将其重新掩码。按修改次数着色即可看出是哪些。',
  'Remasking by chance': '随机重掩码',
  'Tokens are taken back by chance, the doubtful ones more often, until three quarters of the steps are over.':
    '词元会被随机收回，越可疑的越常被收回，直到走完四分之三的步。',
  'Decided by ties': '由并列决定',
  'Ordered by entropy, yet strictly left to right: at T 0.2 with top-p 0.95 the scores tie, and the leftmost goes first.':
    '按熵排序，却严格从左到右：在 T 0.2、top-p 0.95 下分数并列，于是最左者优先。',
} as const;
