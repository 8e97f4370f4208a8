/** Pictures of what a strategy looks at. */
import type { Mark } from '../../charts/scene.ts';
import { rankTop } from '../../decode/ranking.ts';
import { bars, fixed, label } from '../drawing.ts';
import { type Draw, PICTURE } from '../term.ts';
import { statisticsOf } from '../toy.ts';

/** Three positions: two tokens that compete, a favourite with three equals behind it, one ahead of a second. */
const RIVALS = [
  [0.55, 0.45, 0, 0],
  [0.58, 0.14, 0.14, 0.14],
  [0.6, 0.3, 0.05, 0.05],
];

export const drawStrategy: Draw = (t) => {
  const stats = statisticsOf(RIVALS);
  const x = (column: number): number => 96 + column * 66;
  const rules = [
    { name: t('confidence'), shown: stats.confidence, scores: stats.confidence },
    { name: t('entropy'), shown: stats.entropy, scores: stats.entropy.map((nats) => -nats) },
    { name: t('margin'), shown: stats.margin, scores: stats.margin },
  ].map((rule) => ({ ...rule, chosen: rankTop(rule.scores, 1).rows[0]! }));
  const names = ['A', 'B', 'C'];
  return {
    description: t('Three positions with their distributions. {{list}}.', {
      list: rules.map(({ name, shown, chosen }) => `${name}: ${names[chosen]} ${fixed(shown[chosen]!)}`).join(', '),
    }),
    marks: [
      ...RIVALS.flatMap((row, column) => [
        ...bars(row, {
          x: x(column),
          y: 38,
          height: 48,
          bar: 10,
          gap: 2,
          paint: (v) => (v === 0 ? 'series-1' : 'muted'),
        }),
        label(x(column) + 46, 14, names[column]!, { anchor: 'end', fill: 'ink' }),
      ]),
      ...rules.flatMap(({ name, shown, chosen }, index) => {
        const y = 57 + index * 17;
        return [
          label(0, y, name),
          ...Array.from(shown, (value, column) => {
            const style = column === chosen ? ({ fill: 'series-2', weight: 700 } as const) : {};
            return label(x(column) + 23, y, fixed(value), { anchor: 'middle', ...style });
          }),
        ];
      }),
    ],
  };
};

const WORDS = ['return', 'print', 'pass', 'if', 'x'];

export const drawConfidence: Draw = (t) => {
  const row = [0.64, 0.16, 0.1, 0.06, 0.04];
  const { confidence } = statisticsOf([row]);
  return {
    description: t('The probabilities of five tokens; the highest, {{value}}, is the confidence.', {
      value: fixed(confidence[0]!),
    }),
    marks: [
      ...bars(row, { x: 20, y: 78, height: 90, bar: 36, gap: 15, paint: (v) => (v === 0 ? 'series-2' : 'muted') }),
      ...WORDS.map((word, index) => label(38 + index * 51, 93, word, { anchor: 'middle' })),
      label(64, 32, t('confidence {{value}}', { value: fixed(confidence[0]!) }), { fill: 'series-2', weight: 600 }),
    ],
  };
};

export const drawEntropy: Draw = (t) => {
  const rows = [
    [0.9, 0.04, 0.03, 0.02, 0.01],
    [0.24, 0.22, 0.2, 0.18, 0.16],
  ];
  const { entropy } = statisticsOf(rows);
  const values = { sure: fixed(entropy[0]!), unsure: fixed(entropy[1]!) };
  return {
    description: t('A peaked distribution with entropy {{sure}} and a flat one with {{unsure}}, in nats.', values),
    marks: rows.flatMap((row, index): Mark[] => [
      ...bars(row, {
        x: 10 + index * 146,
        y: 72,
        height: 70,
        bar: 20,
        gap: 3,
        paint: () => (index === 0 ? 'series-1' : 'muted'),
      }),
      label(66 + index * 146, 91, `H = ${fixed(entropy[index]!)}`, { anchor: 'middle', fill: 'ink' }),
    ]),
  };
};

export const drawMargin: Draw = (t) => {
  const row = [0.52, 0.36, 0.06, 0.04, 0.02];
  const { margin } = statisticsOf([row]);
  const [base, height] = [82, 140];
  const [first, second] = [base - row[0]! * height, base - row[1]! * height];
  return {
    description: t('The best token has {{value}} more probability than the second best.', { value: fixed(margin[0]!) }),
    marks: [
      ...bars(row, { x: 10, y: base, height, bar: 28, gap: 6, paint: (v) => (v < 2 ? 'series-1' : 'muted') }),
      { kind: 'line', x1: 38, y1: first + 0.5, x2: 186, y2: first + 0.5, stroke: 'series-2', dash: '3 3' },
      { kind: 'line', x1: 72, y1: second + 0.5, x2: 186, y2: second + 0.5, stroke: 'series-2', dash: '3 3' },
      { kind: 'path', d: `M186,${first + 0.5}V${second + 0.5}`, stroke: 'series-2', width: 3 },
      label(196, (first + second) / 2 + 4, t('margin {{value}}', { value: fixed(margin[0]!) }), {
        fill: 'series-2',
        weight: 600,
      }),
    ],
  };
};

export const drawTies: Draw = (t) => {
  const sure = [0.97, 0.01, 0.01, 0.01];
  const unsure = [0.6, 0.2, 0.15, 0.05];
  const rows = [unsure, [0.4, 0.3, 0.2, 0.1], sure, sure, [0.7, 0.2, 0.06, 0.04], sure, unsure, sure];
  const { negativeEntropy } = statisticsOf(rows, { topP: 0.95 });
  const { rows: chosen, boundary } = rankTop(negativeEntropy, 1);
  const [base, height, x] = [78, 58, 22];
  const heights = negativeEntropy.map((score) => 1 + score / Math.log(4));
  const top = base - height;
  return {
    description: t('{{ties}} of {{count}} positions have exactly the same score; the leftmost of them is committed.', {
      ties: boundary.ties,
      count: rows.length,
    }),
    marks: [
      ...bars(heights, {
        x,
        y: base,
        height,
        bar: 22,
        gap: 8,
        paint: (i) =>
          chosen.includes(i) ? 'series-2' : negativeEntropy[i] === negativeEntropy[chosen[0]!] ? 'series-1' : 'muted',
      }),
      { kind: 'line', x1: x, y1: top - 2.5, x2: x + 232, y2: top - 2.5, stroke: 'series-2', dash: '3 3' },
      label(x, 12, t('{{ties}} of {{count}} tie at entropy 0', { ties: boundary.ties, count: rows.length }), {
        fill: 'ink',
      }),
      label(x + chosen[0]! * 30 + 11, 93, t('goes first'), { anchor: 'middle', fill: 'series-2' }),
      label(PICTURE.width - 4, 93, t('position →'), { anchor: 'end' }),
    ],
  };
};
