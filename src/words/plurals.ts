/** English singulars: `<phrase>_one` is said where `count` is 1. Chinese has one form. */
export const plurals = {
  '{{count}} steps_one': '{{count}} step',
  'It stalled after {{count}} steps: the strategy got nowhere._one':
    'It stalled after {{count}} step: the strategy got nowhere.',
  'It ended early, after {{count}} steps._one': 'It ended early, after {{count}} step.',
  'age {{count}} steps_one': 'age {{count}} step',
  '{{count}} revisions_one': '{{count}} revision',
  '{{count}} terms_one': '{{count}} term',
  'Decode failed after {{count}} steps: {{text}}_one': 'Decode failed after {{count}} step: {{text}}',
  'Decode finished after {{count}} steps: {{text}}_one': 'Decode finished after {{count}} step: {{text}}',
  'Decode stalled after {{count}} steps: {{text}}_one': 'Decode stalled after {{count}} step: {{text}}',
  'Decode stopped after {{count}} steps: {{text}}_one': 'Decode stopped after {{count}} step: {{text}}',
  'The {{count}} steps made so far are kept._one': 'The {{count}} step made so far is kept.',
  '{{count}} tokens_one': '{{count}} token',
  '{{count}} positions_one': '{{count}} position',
  '{{count}} runs_one': '{{count}} run',
} as const;
