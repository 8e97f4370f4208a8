import { numberOption } from '../options.ts';
import { STREAM } from '../random.ts';
import { commitByScore, commitRows, NO_BOUNDARY } from '../ranking.ts';
import type { OptionSpec, PlanContext, Strategy } from '../types.ts';

/** Shares of the steps at which the threshold changes. */
const EARLY_END = 0.33;
const MID_END = 0.67;

const thresholdOption = (name: string, phase: string, value: number): OptionSpec => ({
  name,
  summary: `Mean gap of logits that ends the run ${phase}.`,
  kind: 'number',
  min: 0,
  max: 1000,
  default: value,
});

/**
 * LLaDA's rule until the answer is decided: until the mean gap between the two largest logits over the answer's
 * positions, masked or not, reaches the threshold of the phase; then every masked slot of the canvas gets its pick.
 * The step that ends the run counts as done: it is number i + 1 of K in the cuts at .33 and .67.
 *
 * Deviations: the source is told where the answer is (its prompts fix "The answer is") and does not exit without that;
 * here it is the start of the canvas unless set. Positions behind the canvas do not count; if none is left, the run
 * never exits. The source's answer length is fixed at 5.
 */
export const prophet: Strategy = {
  id: 'prophet',
  label: 'Highest confidence first, all once the answer is decided (Prophet)',
  summary: 'Commits the surest slots first, and all at once when the answer has a clear lead.',
  source: 'arXiv 2508.19982; Prophet generate_earlyexit.py:generate',
  schedule: 'llada',
  usesQuota: false,
  reach: 'canvas',
  attends: 'all',
  options: [
    thresholdOption('early', 'in the first 33 % of the steps', 7.5),
    thresholdOption('mid', 'up to 67 % of the steps', 5),
    thresholdOption('late', 'after that', 2.5),
    {
      name: 'answerStart',
      summary: 'First position of the answer in the canvas.',
      kind: 'integer',
      min: 0,
      max: 4095,
      default: 0,
    },
    { name: 'answerLength', summary: 'Positions of the answer.', kind: 'integer', min: 1, max: 4096, default: 5 },
    {
      name: 'scores',
      summary: 'What ranks the slots before that: the confidence of the drawn token, or a random number.',
      kind: 'choice',
      choices: ['confidence', 'random'],
      default: 'confidence',
    },
  ],
  ask: () => ({ gap: true }),
  plan(context) {
    const { stats, options, tokens, request, block, step, uniform } = context;
    const masked = [...stats.positions.keys()].filter((row) => tokens[stats.positions[row]!] === request.maskId);
    const gap = answerGap(context);
    const progress = (step + 1) / request.steps;
    const phase = progress < EARLY_END ? 'early' : progress < MID_END ? 'mid' : 'late';
    if (gap !== null && gap >= numberOption(options, phase)) {
      const note = `The answer leads by ${gap.toFixed(2)} logits, enough at this point, so the rest was committed at once.`;
      return { ...commitRows(context, { rows: masked, boundary: NO_BOUNDARY }), done: 'run', note };
    }
    const scores =
      options['scores'] === 'random'
        ? Float64Array.from(stats.positions, (position) => uniform(position, STREAM.transfer))
        : stats.rawConfidence;
    const inReach = masked.filter((row) => stats.positions[row]! < block.end);
    return commitByScore(context, scores, inReach);
  },
};

/** Mean gap over the answer; `null` if it lies behind the canvas. */
function answerGap({ stats, options }: PlanContext): number | null {
  const start = numberOption(options, 'answerStart');
  const end = start + numberOption(options, 'answerLength');
  const rows = [...stats.positions.keys()].filter(
    (row) => stats.positions[row]! >= start && stats.positions[row]! < end,
  );
  const gaps = rows.map((row) => stats.gap![row]!);
  return gaps.length === 0 ? null : gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
}
