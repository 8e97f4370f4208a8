import type { Phrase } from '../../words/words.ts';

/** Prompts the embedded model was never trained on. */
export const examples: readonly { readonly label: Phrase; readonly prompt: string }[] = [
  {
    label: 'Code: balanced parentheses',
    prompt: 'Write a function do_it_names(phrase) that checks whether the parentheses in phrase are balanced.',
  },
  {
    label: 'Code: squares of the positive numbers',
    prompt: 'Write a function do_square_positive(data) that returns the positive numbers in data, each squared.',
  },
  {
    label: 'Code: remove duplicates',
    prompt: 'Define unique_all(data), a function that removes duplicates from data and keeps the order.',
  },
  {
    label: 'Code: a counter class',
    prompt: 'Implement a class Counter with a total starting at 0 and a method tick that adds 7 and returns it.',
  },
  {
    label: 'Code: selection sort',
    prompt: 'Write a Python function process(nums) that implements selection sort on nums.',
  },
  {
    label: 'Math: eggs',
    prompt: 'Jack has 12 eggs. Jack buys 9 more and gives 9 to Eva. How many eggs are left?',
  },
  {
    label: 'Math: ages',
    prompt: 'Ruth is 21 years old. Sam is 7 years older. How old will Sam be in 2 years?',
  },
];
