/** English singulars: `<phrase>_one` is said where `count` is 1. Chinese has one form. */
export const plurals = {
  '{{count}} steps_one': '{{count}} step',
} as const;
