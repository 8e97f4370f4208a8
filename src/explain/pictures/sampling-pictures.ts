/** Pictures of how a token, or the order, is drawn. */
import type { Mark, Paint } from '../../charts/scene.ts';
import { keepTopK, keepTopP } from '../../decode/filters.ts';
import { guide } from '../../decode/head.ts';
import { createUniforms, STREAM } from '../../decode/random.ts';
import { bars, fixed, label } from '../drawing.ts';
import type { Draw } from '../term.ts';
import { softmax, statisticsOf } from '../toy.ts';

interface Panel {
  readonly name: string;
  readonly values: ArrayLike<number>;
  paint(index: number): Paint;
}

/** Distributions side by side on one scale, named underneath. */
function panels(list: readonly Panel[]): Mark[] {
  const tallest = Math.max(...list.flatMap(({ values }) => Array.from(values)));
  const width = 280 / list.length;
  return list.flatMap(({ name, values, paint }, index): Mark[] => {
    const bar = Math.floor((width - 24) / values.length) - 3;
    const x = index * width + (width - values.length * (bar + 3) + 3) / 2;
    return [
      ...bars(values, { x, y: 72, height: 68 / tallest, bar, gap: 3, paint }),
      label((index + 0.5) * width, 91, name, { anchor: 'middle', fill: 'ink' }),
    ];
  });
}

const LOGITS = [2, 1.2, 0.6, 0, -0.6];
const first = (index: number): Paint => (index === 0 ? 'series-1' : 'muted');

export const drawTemperature: Draw = (t) => {
  const list = [0.3, 1, 2].map((temperature) => ({ temperature, values: softmax(LOGITS, temperature) }));
  return {
    description: t('One set of logits at three temperatures. Probability of the best token: {{list}}.', {
      list: list.map(({ temperature, values }) => `T = ${temperature}: ${fixed(values[0]!)}`).join(', '),
    }),
    marks: panels(list.map(({ temperature, values }) => ({ name: `T = ${temperature}`, values, paint: first }))),
  };
};

const SORTED = [0.42, 0.26, 0.15, 0.08, 0.05, 0.03, 0.01];

/** A row of logits with all that a filter wants to know of it. */
function filterRow() {
  const weights = Float64Array.from(SORTED, (p) => p / SORTED[0]!);
  const row = weights.map(Math.log);
  return { row, weights, weightOf: Math.exp, largest: 0, temperature: 1, scratch: new Float64Array(row.length) };
}

function filtered(row: Float64Array, text: string): Mark[] {
  return [
    ...bars(SORTED, {
      ...{ x: 12, y: 80, height: 165, bar: 24, gap: 6 },
      paint: (v) => (row[v] === Number.NEGATIVE_INFINITY ? 'grid' : 'series-1'),
    }),
    label(108, 22, text, { fill: 'ink' }),
  ];
}

/** How many tokens a filter left, and their mass. */
function left(row: Float64Array): { readonly count: number; readonly mass: string } {
  const kept = SORTED.filter((_, v) => row[v] !== Number.NEGATIVE_INFINITY);
  return { count: kept.length, mass: fixed(kept.reduce((sum, p) => sum + p, 0)) };
}

export const drawTopP: Draw = (t) => {
  const filter = filterRow();
  keepTopP(filter, { limit: 0.8, unit: filter.weights.reduce((sum, weight) => sum + weight, 0) });
  const kept = left(filter.row);
  return {
    description: t('Of seven tokens, the {{count}} most probable are kept; together they have {{mass}}.', kept),
    marks: [
      ...filtered(filter.row, t('p = {{p}}: {{count}} tokens kept', { p: 0.8, count: kept.count })),
      label(108, 40, t('mass {{mass}}', { mass: kept.mass })),
    ],
  };
};

export const drawTopK: Draw = (t) => {
  const filter = filterRow();
  keepTopK(filter, 2);
  const kept = left(filter.row);
  return {
    description: t('Of seven tokens, the {{count}} most probable are kept; together they have {{mass}}.', kept),
    marks: [
      ...filtered(filter.row, t('k = {{count}}', { count: kept.count })),
      label(108, 40, t('mass {{mass}}', { mass: kept.mass })),
    ],
  };
};

export const drawAlgTemp: Draw = (t) => {
  const scores = [-0.1, -0.9, -0.35, -1.6, -0.2, -0.6];
  const list = [0.1, 1].map((algTemp) => ({ algTemp, values: softmax(scores, algTemp) }));
  const best = scores.indexOf(Math.max(...scores));
  return {
    description: t('The chance of each of six positions to be drawn first. Of the surest one: {{list}}.', {
      list: list.map(({ algTemp, values }) => `alg_temp ${algTemp}: ${fixed(values[best]!)}`).join(', '),
    }),
    marks: panels(
      list.map(({ algTemp, values }) => ({
        name: `alg_temp ${algTemp}`,
        values,
        paint: (index) => (index === best ? 'series-2' : 'muted'),
      })),
    ),
  };
};

export const drawSeed: Draw = (t) => {
  const seeds = ['1', '1', '2'];
  const draws = seeds.map((seed) => {
    const uniform = createUniforms(seed)(0);
    return Array.from({ length: 14 }, (_, position) => uniform(position, STREAM.token));
  });
  return {
    description: t('Fourteen draws with seed 1, the same fourteen with seed 1 again, and others with seed 2.'),
    marks: draws.flatMap((values, row): Mark[] => [
      label(0, 24 + row * 33, t('seed {{seed}}', { seed: seeds[row]! })),
      ...bars(values, {
        x: 70,
        y: 27 + row * 33,
        height: 25,
        bar: 10,
        gap: 5,
        paint: () => (row < 2 ? 'series-1' : 'series-2'),
      }),
    ]),
  };
};

export const drawGuidance: Draw = (t) => {
  const without = Float64Array.from([1, 0.8, 0.4, 0.2]);
  const within = Float64Array.from([0.8, 1.6, 0.4, 0]);
  const guided = guide(within, without, 2);
  const list = [
    { name: t('no prompt'), logits: without },
    { name: t('prompt'), logits: within },
    { name: 'w = 2', logits: guided },
  ].map(({ name, logits }) => ({ name, values: softmax([...logits]) }));
  return {
    description: t('Probability of the token that the prompt favours: {{list}}.', {
      list: list.map(({ name, values }) => `${name} ${fixed(values[1]!)}`).join(', '),
    }),
    marks: panels(list.map((one) => ({ ...one, paint: (index) => (index === 1 ? 'series-2' : 'muted') }))),
  };
};

export const drawSuppressMask: Draw = (t) => {
  const row = [0.3, 0.18, 0.1, 0.42];
  const mask = row.length - 1;
  const probabilities = (suppressMask: boolean): readonly number[] => {
    const { topIds, topLogProbs } = statisticsOf([row], { suppressMask });
    return row.map((_, v) => Math.exp(topLogProbs[topIds.indexOf(v)]!));
  };
  const list = [
    { name: t('as it is'), values: probabilities(false) },
    { name: t('suppressed'), values: probabilities(true) },
  ];
  return {
    description: t(
      'The mask token has {{before}} and would be drawn; suppressed, it has {{after}} and the rest grows.',
      {
        before: fixed(list[0]!.values[mask]!),
        after: fixed(list[1]!.values[mask]!),
      },
    ),
    marks: [
      ...panels(list.map((one) => ({ ...one, paint: (index) => (index === mask ? 'series-2' : 'series-1') }))),
      label(108, 12, t('the mask'), { fill: 'series-2', anchor: 'end' }),
    ],
  };
};
