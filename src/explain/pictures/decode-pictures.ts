/** Pictures of what happens to a canvas. */
import type { Mark } from '../../charts/scene.ts';
import { rankTop } from '../../decode/ranking.ts';
import { flipCounts } from '../../metrics/flip-counts.ts';
import { tokenLifetimes } from '../../metrics/token-lifetimes.ts';
import { type CanvasHistory, canvasAt } from '../../trace/canvas-at.ts';
import { arrow, bars, fixed, label, type SlotLook, slot } from '../drawing.ts';
import type { Draw } from '../term.ts';
import { historyOf, statisticsOf, TOY_MASK } from '../toy.ts';

const TOKENS = ['', 'return', 'a', '+', 'b', '−'];
const [RETURN, A, PLUS, B, MINUS] = [1, 2, 3, 4, 5] as const;

/** A canvas at several steps, one row each; in all but the first, what the step changed may stand out. */
function rows(
  history: CanvasHistory,
  steps: readonly number[],
  nameOf: (step: number) => string,
  changes: 'marked' | 'plain' = 'plain',
): Mark[] {
  return steps.flatMap((step, row) => {
    const y = row * 35;
    const before = canvasAt(history, step - 1);
    return [
      label(0, y + 17, nameOf(step)),
      ...Array.from(canvasAt(history, step), (token, position): Mark[] => {
        const changed = changes === 'marked' && row > 0 && before[position] !== token;
        const look: SlotLook = token === TOY_MASK ? (changed ? 'lost' : 'masked') : changed ? 'new' : 'committed';
        return slot({ x: 64 + position * 54, y, width: 52, height: 26 }, look, TOKENS[token]);
      }).flat(),
    ];
  });
}

export const drawModel: Draw = (t) => ({
  description: t('A row of four masks; after two steps two of them are tokens; after four steps all are.'),
  marks: rows(
    historyOf(4, [{ unmask: [[2, PLUS]] }, { unmask: [[0, RETURN]] }, { unmask: [[3, B]] }, { unmask: [[1, A]] }]),
    [0, 2, 4],
    (step) => t('step {{step}}', { step }),
  ),
});

export const drawMask: Draw = (t) => ({
  description: t('An outline with a faint guess becomes a filled token, and the reverse.'),
  marks: [
    ...slot({ x: 10, y: 26, width: 72, height: 32 }, 'masked', 'b'),
    ...slot({ x: 198, y: 26, width: 72, height: 32 }, 'committed', 'b'),
    ...arrow(96, 36, 184, 'ink'),
    ...arrow(184, 50, 96),
    label(140, 28, t('unmask'), { fill: 'ink', anchor: 'middle' }),
    label(140, 66, t('mask'), { anchor: 'middle' }),
    label(46, 78, t('a guess'), { anchor: 'middle' }),
    label(234, 78, t('a token'), { anchor: 'middle' }),
  ],
});

export const drawCanvas: Draw = (t) => {
  const [prompt, length] = [4, 8];
  const x = (index: number): number => 2 + index * 23;
  const slots = Array.from({ length: prompt + length }, (_, index) =>
    slot({ x: x(index), y: 26, width: 21, height: 28 }, index < prompt ? 'prompt' : 'masked'),
  );
  const bracket = (from: number, to: number): Mark => ({
    kind: 'path',
    d: `M${x(from) + 1},60v5H${x(to) - 3}v-5`,
    stroke: 'muted',
  });
  return {
    description: t('{{prompt}} filled cells of the prompt, then {{length}} empty cells of the canvas.', {
      prompt,
      length,
    }),
    marks: [
      ...slots.flat(),
      bracket(0, prompt),
      bracket(prompt, prompt + length),
      ...[0, length - 1].map((position) => label(x(prompt + position) + 10.5, 18, `${position}`, { anchor: 'middle' })),
      label((x(0) + x(prompt)) / 2, 82, t('prompt, P = {{count}}', { count: prompt }), { anchor: 'middle' }),
      label((x(prompt) + x(prompt + length)) / 2, 82, t('canvas, L = {{count}}', { count: length }), {
        anchor: 'middle',
        fill: 'ink',
      }),
    ],
  };
};

/** What one pass says at four masked slots: probabilities of return, a, +, b. */
const PROPOSALS = [
  [0.9, 0.05, 0.03, 0.02],
  [0.1, 0.55, 0.05, 0.3],
  [0.08, 0.12, 0.7, 0.1],
  [0.2, 0.35, 0.05, 0.4],
];

export const drawStep: Draw = (t) => {
  const { confidence } = statisticsOf(PROPOSALS);
  const chosen = rankTop(confidence, 1).rows[0]!;
  const x = (index: number): number => 100 + index * 45;
  const row = (y: number, lookOf: (index: number) => SlotLook): Mark[] =>
    PROPOSALS.flatMap((_, index) => slot({ x: x(index), y, width: 42, height: 22 }, lookOf(index)));
  return {
    description: t('Four masks, the confidence of the model at each, and the surest one filled.'),
    marks: [
      label(0, 15, t('before')),
      ...row(0, () => 'masked'),
      label(0, 54, t('one pass')),
      ...bars(confidence, {
        x: x(0) + 13,
        y: 66,
        height: 36,
        bar: 16,
        gap: 29,
        paint: (i) => (i === chosen ? 'series-2' : 'muted'),
      }),
      label(0, 89, t('after')),
      ...row(74, (index) => (index === chosen ? 'new' : 'masked')),
    ],
  };
};

export const drawCommit: Draw = (t) => {
  const { confidence, sampledIds } = statisticsOf(PROPOSALS);
  const kept = rankTop(confidence, 2).rows;
  const tokens = Array.from(sampledIds, (id) => TOKENS[id + 1]!);
  const row = (y: number, lookOf: (index: number) => SlotLook, textOf: (index: number) => string): Mark[] =>
    tokens.flatMap((_, index) => slot({ x: 76 + index * 51, y, width: 49, height: 26 }, lookOf(index), textOf(index)));
  const numbers = Array.from(confidence, (value, index) =>
    label(100.5 + index * 51, 52, fixed(value), {
      anchor: 'middle',
      fill: kept.includes(index) ? 'series-2' : 'muted',
    }),
  );
  return {
    description: t('Four proposals with confidences {{list}}; the two highest are kept, the others are masks again.', {
      list: Array.from(confidence, fixed).join(', '),
    }),
    marks: [
      label(0, 17, t('proposed')),
      ...row(
        0,
        () => 'masked',
        (index) => tokens[index]!,
      ),
      ...numbers,
      label(0, 84, t('kept: {{count}}', { count: kept.length })),
      ...row(
        67,
        (index) => (kept.includes(index) ? 'new' : 'masked'),
        (index) => (kept.includes(index) ? tokens[index]! : ''),
      ),
    ],
  };
};

export const drawRemasking: Draw = (t) => ({
  description: t('The token − of step 3 is a mask again in step 4, and + in step 5.'),
  marks: rows(
    historyOf(4, [
      { unmask: [[0, RETURN]] },
      { unmask: [[2, MINUS]] },
      { unmask: [[1, A]] },
      { unmask: [[3, B]], remask: [2] },
      { unmask: [[2, PLUS]] },
    ]),
    [3, 4, 5],
    (step) => t('step {{step}}', { step }),
    'marked',
  ),
});

export const drawFlip: Draw = (t) => {
  const steps = 8;
  const history = historyOf(1, [
    { unmask: [[0, A]] },
    {},
    { remask: [0] },
    { unmask: [[0, A]] },
    {},
    { unmask: [[0, B]] },
    {},
    {},
  ]);
  const { total: flips, remasks, overwrites } = flipCounts(history);
  const counts = { flips, remasks, overwrites };
  const x = (step: number): number => 4 + step * 34;
  return {
    description: t(
      'The life of one position over eight steps: flips {{flips}}, remasks {{remasks}}, overwrites {{overwrites}}.',
      counts,
    ),
    marks: [
      ...Array.from({ length: steps }, (_, step) => label(x(step) + 17, 14, `${step + 1}`, { anchor: 'middle' })),
      ...slot({ x: x(0), y: 24, width: x(steps) - x(0), height: 32 }, 'masked'),
      ...tokenLifetimes(history).flatMap(({ tokenId, from, to, end }) =>
        slot(
          { x: x(from), y: 24, width: x(to ?? steps) - x(from) - (end === null ? 0 : 1), height: 32 },
          tokenId === A ? 'committed' : 'new',
          TOKENS[tokenId],
        ),
      ),
      label(140, 80, t('flips {{flips}} · remasks {{remasks}} · overwrites {{overwrites}}', counts), {
        anchor: 'middle',
        fill: 'ink',
      }),
    ],
  };
};
