/**
 * The recorded decodes that come with the page. `npm run gallery` makes them with the embedded model in Node, and
 * lists them in `public/traces/index.json` with a small picture each.
 */
import * as v from 'valibot';
import { findStrategy } from '../decode/strategies/registry.ts';
import { DiffuscopeError } from '../model/error.ts';
import type { OrderMap } from '../trace/order-map.ts';
import { defaultSettings, type Settings } from './settings-slice.ts';

export interface GalleryExample {
  /** Stands in links: stable. */
  readonly id: string;
  /** Beside `index.json`; `.gz` if it is packed. */
  readonly file: string;
  /** English, as `lookFor`; shown through `t.core`. */
  readonly title: string;
  /** One or two sentences: what there is to see. */
  readonly lookFor: string;
  readonly prompt: string;
  /** The text it ends with, cut at the first end of text: what the recording is held against. */
  readonly answer: string;
  readonly settings: Partial<Settings>;
}

/** Of each recording, for the gallery. */
export interface GalleryPicture {
  readonly id: string;
  readonly map: OrderMap;
}

/** A canvas with one step per position, no blocks unless `more` says so. */
const settings = (strategy: string, canvasLength: number, more: Partial<Settings> = {}): Partial<Settings> => ({
  strategy,
  schedule: findStrategy(strategy).schedule,
  canvasLength,
  steps: canvasLength,
  blockLength: canvasLength,
  suppressMask: true,
  ...more,
});

/** All prompts are held out: the model never saw them. The first is what the page opens with. */
export const galleryExamples: readonly GalleryExample[] = [
  {
    id: 'first-light',
    file: 'first-light.json',
    title: 'Balanced parentheses',
    lookFor: 'Padding and skeleton come first, the names later, the branches last: hardly left to right.',
    prompt: 'Write a function do_it_names(phrase) that checks whether the parentheses in phrase are balanced.',
    answer:
      "def do_it_names(phrase):\n    depth = 0\n    for c in phrase:\n        if c == '(':\n            depth += 1\n        elif c == ')':\n            depth -= 1\n        if depth < 0:\n            return False\n    return depth == 0",
    settings: settings('entropy', 56),
  },
  {
    id: 'sum-in-words',
    file: 'sum-in-words.json.gz',
    title: 'A sum in words',
    lookFor: 'First the padding, then the words, last the numbers: the sentence stands before its sum is worked out.',
    prompt: 'Sam buys 7 cookies for 9 dollars each. How much does Sam pay?',
    answer: '7 * 9 = 63. The answer is 63.',
    settings: settings('low-confidence', 48),
  },
  {
    id: 'binary-search',
    file: 'binary-search.json.gz',
    title: 'Binary search on a large canvas',
    lookFor:
      '160 positions, and the text takes half: the padding fills first, then the code, in any order but its own.',
    prompt: 'Implement bsearch(arr, t). It returns the index of t in the sorted list arr, or -1, using binary search.',
    answer:
      'def bsearch(arr, t):\n    lo, hi = 0, len(arr) - 1\n    while lo <= hi:\n        mid = (lo + hi) // 2\n        if arr[mid] == t:\n            return mid\n        if arr[mid] < t:\n            lo = mid + 1\n        else:\n            hi = mid - 1\n    return -1',
    settings: settings('maskgit-plus', 160),
  },
  {
    id: 'blocks',
    file: 'blocks.json.gz',
    title: 'Block by block',
    lookFor: 'Three blocks of 32, one after the other (semi-autoregressive); inside a block the order is free.',
    prompt:
      'Write a Python function sum_not_divisible(n) that returns the sum of the numbers not divisible by 6 from 1 to n. Build it with a loop.',
    answer:
      'def sum_not_divisible(n):\n    total = 0\n    for i in range(1, n + 1):\n        if i % 6 != 0:\n            total += i\n    return total',
    settings: settings('low-confidence', 96, { blockLength: 32 }),
  },
  {
    id: 'parallel',
    file: 'parallel.json.gz',
    title: 'Many tokens at once',
    lookFor: 'All tokens above a confidence of 0.9 are committed together: 8 passes for 96 positions.',
    prompt:
      'Write a function running_max(items) that computes the largest value seen so far for each position of items.',
    answer:
      'def running_max(items):\n    result = []\n    best = items[0]\n    for x in items:\n        best = max(best, x)\n        result.append(best)\n    return result',
    settings: settings('threshold', 96),
  },
  {
    id: 'revising',
    file: 'revising.json.gz',
    title: 'Second thoughts',
    lookFor: 'Committed tokens are masked again when the model comes to doubt them. Colour by revisions to see which.',
    prompt: 'Write a Python function go(mapping) that returns the entries of mapping whose value is at least 5.',
    answer: 'def go(mapping):\n    return {k: v for k, v in mapping.items() if v >= 5}',
    settings: settings('p2-open-dllm', 64),
  },
  {
    id: 'remasking',
    file: 'remasking.json.gz',
    title: 'Remasking by chance',
    lookFor:
      'Tokens are taken back by chance, the doubtful ones more often, until three quarters of the steps are over.',
    prompt: 'Define do_it(n), a function that returns the factorial of n.',
    answer: 'def do_it(n):\n    result = 1\n    for i in range(2, n + 1):\n        result *= i\n    return result',
    settings: settings('remdm-conf', 64, { seed: '5' }),
  },
  {
    id: 'ties',
    file: 'ties.json.gz',
    title: 'Decided by ties',
    lookFor:
      'Ordered by entropy, yet strictly left to right: at T 0.2 with top-p 0.95 the scores tie, and the leftmost goes first.',
    prompt:
      'I need a function that takes the numbers divisible by 4 from items and returns them increased by 2. Do it in one line.',
    answer: 'def add_divisible(items):\n    return [x + 2 for x in items if x % 4 == 0]',
    settings: settings('entropy', 64, { temperature: 0.2, topP: 0.95 }),
  },
];

/** The settings an example was recorded with. */
export function exampleSettings({ settings: own }: GalleryExample): Settings {
  return { ...defaultSettings, ...own };
}

const picturesSchema = v.array(
  v.object({
    id: v.string(),
    map: v.object({
      steps: v.number(),
      lines: v.array(v.array(v.tuple([v.number(), v.number()]))),
      tail: v.array(v.number()),
    }),
  }),
) satisfies v.GenericSchema<unknown, readonly GalleryPicture[]>;

/** Reads `index.json`. @throws DiffuscopeError `bad-trace` */
export function readPictures(json: string): readonly GalleryPicture[] {
  try {
    return v.parse(picturesSchema, JSON.parse(json));
  } catch (cause) {
    throw new DiffuscopeError('bad-trace', 'The list of examples is damaged.', 'Reload the page.', cause);
  }
}
