/** Pictures of what is recorded. */
import { orderColour } from '../../charts/colour.ts';
import type { Mark } from '../../charts/scene.ts';
import { commitSteps } from '../../trace/canvas-at.ts';
import { fixed, label } from '../drawing.ts';
import type { Draw } from '../term.ts';
import { historyOf, statisticsOf } from '../toy.ts';

/** Any token id but that of the mask. */
const TOKEN = 1;

export const drawTrace: Draw = (t) => {
  const order = [0, 1, 9, 2, 4, 3, 5, 8, 6, 7];
  const history = historyOf(
    order.length,
    order.map((position) => ({ unmask: [[position, TOKEN]] })),
  );
  const cell = 9;
  const cells = order.flatMap((_, step) =>
    Array.from(commitSteps(history, step + 1), (committed, position): Mark => {
      const place = { x: 40 + position * (cell + 1), y: step * (cell + 0.5), width: cell, height: cell - 0.5 };
      return { kind: 'rect', ...place, fill: committed < 0 ? 'grid' : orderColour(committed / (order.length - 1)) };
    }),
  );
  return {
    description: t('A grid of {{count}} positions and as many steps; every row has one more filled cell.', {
      count: order.length,
    }),
    marks: [
      ...cells,
      label(30, 10, t('step'), { anchor: 'end' }),
      label(30, 92, `${order.length}`, { anchor: 'end' }),
      label(156, 22, t('each step keeps')),
      label(156, 42, t('candidates'), { fill: 'ink' }),
      label(156, 60, t('commits, remasks'), { fill: 'ink' }),
      label(156, 78, t('scores, ties'), { fill: 'ink' }),
    ],
  };
};

export const drawCandidates: Draw = (t) => {
  const names = ['return', 'print', 'pass', 'if', 'x'];
  const { topIds, topLogProbs } = statisticsOf([[0.62, 0.07, 0.04, 0.25, 0.02]]);
  const list = Array.from(topIds.subarray(0, 4), (id, rank) => ({ name: names[id]!, p: Math.exp(topLogProbs[rank]!) }));
  return {
    description: t('The four most probable tokens: {{list}}.', {
      list: list.map(({ name, p }) => `${name} ${fixed(p)}`).join(', '),
    }),
    marks: list.flatMap(({ name, p }, rank): Mark[] => {
      const y = 4 + rank * 23;
      return [
        label(52, y + 14, name, { fill: 'ink', anchor: 'end' }),
        { kind: 'rect', x: 62, y, width: 170, height: 18, fill: 'grid' },
        { kind: 'rect', x: 62, y, width: 170 * p, height: 18, fill: rank === 0 ? 'series-1' : 'muted' },
        label(278, y + 14, fixed(p), { anchor: 'end', fill: 'ink' }),
      ];
    }),
  };
};
