/** The strategies as the menu lists them: by what is alike, not by who wrote it. */
import { strategies } from '../../decode/strategies/registry.ts';
import type { Strategy } from '../../decode/types.ts';
import type { Phrase } from '../../words/words.ts';

interface StrategyGroup {
  readonly label: Phrase;
  readonly strategies: readonly Strategy[];
}

const groups: readonly (readonly [label: Phrase, ids: readonly string[]])[] = [
  ['Dream and DiffuCoder', ['entropy', 'maskgit-plus', 'topk-margin', 'origin']],
  ['LLaDA', ['low-confidence', 'random']],
  ['By place', ['left-to-right', 'pc-sampler', 'certainty-prior']],
  [
    'Parallel, by a threshold',
    ['threshold', 'threshold-dream', 'threshold-dinfer', 'credit', 'hierarchy', 'local-leap'],
  ],
  [
    'Parallel, by other bounds',
    ['factor-dinfer', 'factor-dllm', 'factor-d2cache', 'entropy-bound', 'klass-llada', 'klass-dream', 'slowfast'],
  ],
  [
    'Revising',
    [
      ...['p2', 'p2-open-dllm', 'remdm-cap', 'remdm-rescale', 'remdm-conf', 'remdm-loop'],
      ...['wino', 'saber', 'llada21-edit'],
    ],
  ],
  ['Early end and growing canvas', ['prophet', 'daedal']],
];

const listed = new Set(groups.flatMap(([, ids]) => ids));

const groupsWithRest: readonly StrategyGroup[] = [
  ...groups.map(([label, ids]) => ({
    label,
    strategies: ids.flatMap((id) => strategies.filter((strategy) => strategy.id === id)),
  })),
  { label: 'Other', strategies: strategies.filter(({ id }) => !listed.has(id)) },
];

/** Every registered strategy once; those the table does not name come last. */
export const strategyGroups = groupsWithRest.filter((group) => group.strategies.length > 0);
