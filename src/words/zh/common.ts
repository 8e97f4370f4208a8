/** Words that stand in more than one part of the page. */
export const common = {
  ', ': '、',
  '{{count}} steps': '{{count}} 步',
  Language: '语言',
} as const;
