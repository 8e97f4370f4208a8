/** English singulars: `<phrase>_one` is said where `count` is 1. Chinese has one form. */
export const plurals = {
  '{{count}} steps_one': '{{count}} step',
  'It stalled after {{count}} steps: the strategy got nowhere._one':
    'It stalled after {{count}} step: the strategy got nowhere.',
  'age {{count}} steps_one': 'age {{count}} step',
  '{{count}} revisions_one': '{{count}} revision',
} as const;
