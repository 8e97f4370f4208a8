import { numberOption } from '../options.ts';
import { STREAM } from '../random.ts';
import { commitRows, rankAbove } from '../ranking.ts';
import type { OptionSpec, Strategy } from '../types.ts';

export const thresholdOption: OptionSpec = {
  name: 'threshold',
  summary: 'Confidence from which a slot is committed.',
  kind: 'number',
  min: 0,
  max: 1,
  default: 0.9,
};

/** The surest slot is committed whatever its confidence. With random scores the confidence is a draw. */
export const threshold: Strategy = {
  id: 'threshold',
  label: 'All above a threshold (Fast-dLLM)',
  summary: 'Commits every slot whose confidence reaches the threshold, and the surest always.',
  source: 'arXiv 2505.22618; Fast-dLLM llada/generate.py:get_transfer_index',
  schedule: 'llada',
  usesQuota: false,
  pace: 'until-full',
  options: [
    thresholdOption,
    {
      name: 'scores',
      summary: 'What is compared with the threshold: the confidence of the drawn token, or a random number.',
      kind: 'choice',
      choices: ['confidence', 'random'],
      default: 'confidence',
    },
  ],
  plan(context) {
    const { stats, options, uniform } = context;
    const scores =
      options['scores'] === 'random'
        ? Float64Array.from(stats.positions, (position) => uniform(position, STREAM.transfer))
        : stats.rawConfidence;
    return commitRows(context, rankAbove(scores, numberOption(options, 'threshold')));
  },
};
