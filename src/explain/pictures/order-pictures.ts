/** Pictures of other measures of an order, and of the evidence it comes from. */
import { confidenceColour } from '../../charts/colour.ts';
import type { Mark } from '../../charts/scene.ts';
import { entropySink, HEAD_LENGTH } from '../../metrics/entropy-sink.ts';
import { kendallTau } from '../../metrics/kendall-tau.ts';
import { orderPairs } from '../../metrics/order-pairs.ts';
import { fixed, label } from '../drawing.ts';
import type { Draw } from '../term.ts';
import { orderOf, statisticsOf } from '../toy.ts';

export const drawSink: Draw = (t) => {
  const rest = (position: number): number => 0.2 + 0.05 * Math.sin(position * 2.1) + 0.03 * Math.cos(position * 5.3);
  const shape = Array.from({ length: 44 }, (_, position) => rest(position) + 0.72 * Math.exp(-position / 4.5));
  const stats = statisticsOf(shape.map((p) => [p, ...Array.from({ length: 9 }, () => (1 - p) / 9)]));
  const sink = entropySink({ steps: [{ stats }], model: { tokens: { mask: 9, pad: -1, eos: [] } } });
  const plateau = sink.plateau!;
  const x = (position: number): number => 20 + position * 5.8;
  const y = (value: number): number => 76 - value * 72;
  const d = Array.from(sink.confidence, (value, position) => `${position === 0 ? 'M' : 'L'}${x(position)},${y(value)}`);
  const level = (value: number, from: number, to: number): Mark => ({
    ...{ kind: 'line', x1: x(from), y1: y(value), x2: x(to), y2: y(value) },
    ...{ stroke: 'series-2', width: 1.5, dash: '4 3' },
  });
  const values = {
    count: HEAD_LENGTH,
    head: fixed(sink.headMean),
    foot: fixed(plateau.median),
    length: sink.length!,
    index: fixed(sink.index),
  };
  return {
    description: t(
      'Confidence over position falls like an L: mean of the first {{count}} {{head}}, median of the plateau from position {{length}} on {{foot}}, sink index {{index}}.',
      values,
    ),
    marks: [
      { kind: 'line', x1: x(0) - 4, y1: 76.5, x2: 276, y2: 76.5, stroke: 'muted' },
      { kind: 'line', x1: x(0) - 4, y1: 4, x2: x(0) - 4, y2: 76, stroke: 'muted' },
      { kind: 'path', d: d.join(''), stroke: 'series-1', width: 2 },
      level(sink.headMean!, 0, HEAD_LENGTH - 1),
      level(plateau.median, plateau.start, plateau.end - 1),
      label(82, y(sink.headMean!) + 4, t('first {{count}}: {{head}}', values), { fill: 'series-2' }),
      label(276, y(plateau.median) - 10, t('plateau: {{foot}}', values), { fill: 'series-2', anchor: 'end' }),
      label(276, 93, t('position →'), { anchor: 'end' }),
      label(16, 93, t('confidence')),
    ],
  };
};

export const drawHeatMap: Draw = (t) => {
  const order = [0, 1, 2, 9, 3, 4, 6, 5, 7, 8];
  const [width, height] = [14, 9];
  const cells = order.flatMap((_, step): Mark[] => {
    const committed = order.slice(0, step);
    return order
      .toSorted((a, b) => a - b)
      .flatMap((position): Mark[] => {
        if (committed.includes(position)) return [];
        // The surer, the nearer the closest committed neighbour or the prompt.
        const nearest = Math.min(...[-1, ...committed].map((other) => Math.abs(position - other)));
        const place = { x: 2 + position * width, y: 2 + step * height, width: width - 1, height: height - 1 };
        return [{ kind: 'rect', ...place, fill: confidenceColour(1 / nearest) }];
      });
  });
  return {
    description: t(
      'A grid of {{count}} steps, downwards, by {{count}} positions. Bright cells are sure; blank ones are committed.',
      {
        count: order.length,
      },
    ),
    marks: [
      ...cells,
      label(156, 24, t('bright: sure')),
      label(156, 42, t('dark: unsure')),
      label(156, 60, t('blank: committed')),
      label(156, 86, t('↓ steps, → positions'), { fill: 'ink' }),
    ],
  };
};

export const drawTau: Draw = (t) => {
  const order = [0, 3, 1, 2, 5, 4];
  const { concordant, discordant } = orderPairs(orderOf(order), true);
  const tau = fixed(kendallTau(orderOf(order)));
  const x = (index: number): number => 14 + index * 28;
  return {
    description: t(
      'Positions above, their place in time below: {{concordant}} pairs in order, {{discordant}} crossings, τ = {{tau}}.',
      { concordant, discordant, tau },
    ),
    marks: [
      ...order.map(
        (position, time): Mark => ({
          kind: 'line',
          x1: x(position),
          y1: 26,
          x2: x(time),
          y2: 70,
          stroke: 'series-1',
          width: 1.5,
        }),
      ),
      ...order.flatMap((position, time): Mark[] => [
        { kind: 'circle', cx: x(position), cy: 24, r: 3, fill: 'series-1' },
        { kind: 'circle', cx: x(time), cy: 72, r: 3, fill: 'series-1' },
        label(x(position), 14, `${position}`, { anchor: 'middle' }),
        label(x(time), 92, `${time + 1}`, { anchor: 'middle' }),
      ]),
      label(180, 14, t('position')),
      label(180, 92, t('time')),
      label(180, 36, t('in order: {{count}}', { count: concordant }), { fill: 'ink' }),
      label(180, 54, t('crossed: {{count}}', { count: discordant }), { fill: 'ink' }),
      label(180, 72, `τ = ${tau}`, { fill: 'ink', weight: 600 }),
    ],
  };
};
