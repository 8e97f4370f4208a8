/** Pictures of AR-ness and its conventions. */
import type { Mark } from '../../charts/scene.ts';
import { type ArNessConvention, arNessOfOrder, defaultConvention, namedConventions } from '../../metrics/ar-ness.ts';
import { fixed, label, slot } from '../drawing.ts';
import type { Draw } from '../term.ts';
import { orderOf } from '../toy.ts';

/** AR-ness@k of a toy order. */
function measured(
  order: readonly number[],
  of: 'local' | 'global',
  k: number,
  convention: ArNessConvention = defaultConvention,
) {
  const arNess = arNessOfOrder(orderOf(order), convention);
  const { hits, value } = arNess[of][k - 1]!;
  const counted = convention.denominator === 'T-k' && of === 'local' ? arNess.commits - k : arNess.commits;
  return { k, hits, of: counted, value: fixed(value) };
}

/** Positions over time, a dot per commit. */
function scatter(order: readonly number[], x: number): Mark[] {
  const size = 72;
  const cell = size / order.length;
  const dots = order.map(
    (position, time): Mark => ({
      ...{ kind: 'circle', cx: x + (time + 0.5) * cell, cy: 12 + (position + 0.5) * cell, r: 2.5 },
      fill: 'series-1',
    }),
  );
  return [{ kind: 'rect', x, y: 12, width: size, height: size, fill: 'grid', opacity: 0.5 }, ...dots];
}

/** Two orders that differ in which AR-ness they have. */
const RUNS = [8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3];
const DETOURS = [1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10];

export const drawArNess: Draw = (t) => {
  const list = [RUNS, DETOURS].map((order) => ({
    order,
    local: measured(order, 'local', 1).value,
    global: measured(order, 'global', 2).value,
  }));
  return {
    description: t(
      'Position over time. Runs at scattered places: local@1 {{localRuns}}, global@2 {{globalRuns}}. Small detours from the left: local@1 {{localDetours}}, global@2 {{globalDetours}}.',
      {
        localRuns: list[0]!.local,
        globalRuns: list[0]!.global,
        localDetours: list[1]!.local,
        globalDetours: list[1]!.global,
      },
    ),
    marks: list.flatMap(({ order, local, global }, column): Mark[] => {
      const x = column * 146;
      return [
        ...scatter(order, x),
        label(x + 72, 95, t('time →'), { anchor: 'end' }),
        label(x + 80, 26, t('local@1')),
        label(x + 80, 42, local, { fill: 'ink', weight: 600 }),
        label(x + 80, 64, t('global@2')),
        label(x + 80, 80, global, { fill: 'ink', weight: 600 }),
      ];
    }),
  };
};

export const drawLocal: Draw = (t) => {
  const order = [0, 1, 2, 5, 6, 3, 4, 7];
  const [one, two] = [measured(order, 'local', 1), measured(order, 'local', 2)];
  const follows = (time: number): boolean => time > 0 && order[time - 1] === order[time]! - 1;
  const x = (time: number): number => 2 + time * 35;
  const links = order.flatMap((_, time): Mark[] =>
    follows(time)
      ? [
          {
            kind: 'path',
            d: `M${x(time) - 19},24C${x(time) - 12},10 ${x(time) + 8},10 ${x(time) + 14},24`,
            stroke: 'series-2',
            width: 1.5,
          },
        ]
      : [],
  );
  const values = {
    order: order.join(' '),
    hits: one.hits,
    of: one.of,
    value: one.value,
    hits2: two.hits,
    of2: two.of,
    value2: two.value,
  };
  return {
    description: t(
      'The order {{order}}. Tokens that directly follow their left neighbour: {{hits}} of {{of}}, local@1 = {{value}}. After two: {{hits2}} of {{of2}}, local@2 = {{value2}}.',
      values,
    ),
    marks: [
      ...links,
      ...order.flatMap((position, time) =>
        slot({ x: x(time), y: 26, width: 31, height: 26 }, follows(time) ? 'new' : 'committed', `${position}`),
      ),
      label(2, 74, t('local@{{k}} = {{hits}}/{{of}} = {{value}}', one), { fill: 'ink' }),
      label(2, 92, t('local@{{k}} = {{hits}}/{{of}} = {{value}}', two)),
      label(276, 74, t('time →'), { anchor: 'end' }),
    ],
  };
};

export const drawGlobal: Draw = (t) => {
  const order = [0, 2, 1, 3, 7, 5, 4, 6];
  const [one, two] = [measured(order, 'global', 1), measured(order, 'global', 2)];
  const cell = 11;
  const rows = order.flatMap((position, time): Mark[] => {
    const masked = order.slice(time).toSorted((a, b) => a - b);
    const y = 4 + time * cell;
    const hit = masked.indexOf(position) < 2;
    return [
      ...masked.map((at, rank): Mark => {
        const near = rank < 2;
        const place = { x: 2 + at * 14, y, width: 13, height: cell - 1 };
        return { kind: 'rect', ...place, fill: near ? 'series-1' : 'grid', opacity: near ? 0.35 : 1 };
      }),
      { kind: 'circle', cx: 8.5 + position * 14, cy: y + 5, r: 4, fill: hit ? 'series-2' : 'ink' },
    ];
  });
  const values = { one: one.value, two: two.value, hits: two.hits, of: two.of };
  return {
    description: t(
      'Masks before each commit, the two leftmost in blue, the one committed as a dot: {{hits}} of {{of}} dots are on blue. global@1 = {{one}}, global@2 = {{two}}.',
      values,
    ),
    marks: [
      ...rows,
      label(130, 24, t('blue: leftmost two')),
      label(130, 42, t('dot: the one committed')),
      label(130, 66, t('global@{{k}} = {{hits}}/{{of}} = {{value}}', one)),
      label(130, 84, t('global@{{k}} = {{hits}}/{{of}} = {{value}}', two), { fill: 'ink' }),
    ],
  };
};

export const drawConvention: Draw = (t) => {
  const order = [1, 0, 2, 3, 4];
  const list = namedConventions
    .filter(({ id }) => id !== 'third-party')
    .map(({ label: name, convention }) => ({
      name: t.core(name),
      value: measured(order, 'local', 2, convention).value,
    }));
  return {
    description: t('local@2 of the order {{order}}: {{list}}.', {
      order: order.join(' '),
      list: list.map(({ name, value }) => `${name} ${value}`).join('; '),
    }),
    marks: [
      ...order.flatMap((position, time) =>
        slot({ x: 2 + time * 33, y: 4, width: 29, height: 24 }, 'committed', `${position}`),
      ),
      label(180, 20, t('one order,')),
      label(180, 36, t('local@2 by')),
      ...list.flatMap(({ name, value }, index) => [
        label(2, 56 + index * 18, name),
        label(160, 56 + index * 18, value, { anchor: 'end', fill: 'ink', weight: 600 }),
      ]),
    ],
  };
};
