/** Words that stand in more than one part of the page. */
export const common = {
  ', ': '、',
  '{{count}} steps': '{{count}} 步',
  Language: '语言',
  'By step': '按步',
  'Model passes': '模型前向次数',
  'Tokens per pass': '每次前向的词元数',
  '{{value}} steps': '{{value}} 步',
} as const;
