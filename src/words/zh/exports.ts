/** Menus and dialogs of exports, and what the files say. */
export const exports = {
  Export: '导出',
  'Point at a token for its numbers. Keys: space, ← →, Home, End, ↑ ↓ and 1 2 3 for colours.':
    '指向词元可查看其数值。快捷键：空格、← →、Home、End、↑ ↓，以及用于着色的 1 2 3。',
  Provenance: '来源',
  Recorded: '录制',
  'Save {{title}}': '保存“{{title}}”',
  Strategy: '策略',
  'This {{kind}} shows a decode of {{date}}: {{model}}, strategy {{strategy}}, seed {{seed}}, prompt “{{prompt}}”. It holds the settings, not the decode.':
    '此 {{kind}} 展示的是 {{date}} 的一次解码：{{model}}，策略 {{strategy}}，种子 {{seed}}，提示词“{{prompt}}”。它只含设置，不含解码本身。',
  'Trace (JSON)': '轨迹（JSON）',
  'Web page (HTML)': '网页（HTML）',
  candidates: '候选',
  'editable text': '文字可编辑',
  'everything, opens again': '全部内容，可再次打开',
  'plays anywhere, opens again': '随处可播放，可再次打开',
  position: '位置',
  'step {{step}} of {{steps}}': '第 {{step}} 步，共 {{steps}} 步',
  'twice the size': '两倍大小',
} as const;
