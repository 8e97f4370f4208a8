/** Pictures of how a decode is portioned: blocks and quotas. */
import type { Mark } from '../../charts/scene.ts';
import { blockSpans } from '../../decode/request.ts';
import { dreamQuota, lladaQuotas } from '../../decode/schedule.ts';
import { bars, label, slot } from '../drawing.ts';
import type { Draw } from '../term.ts';

export const drawBlock: Draw = (t) => {
  const spans = blockSpans({
    prompt: new Int32Array(0),
    canvasLength: 12,
    blockLength: 4,
    steps: 12,
    strategy: 'entropy',
  });
  const current = 1;
  /** Offsets inside the current block that are filled already. */
  const filled = [0, 2];
  const x = (position: number, block: number): number => 2 + position * 21 + block * 12;
  return {
    description: t('{{count}} blocks: the first is full, the second is being filled, the third waits.', {
      count: spans.length,
    }),
    marks: spans.flatMap(({ start, end, index }): Mark[] => {
      const slots = Array.from({ length: end - start }, (_, offset) => {
        const look = index < current ? 'committed' : index === current && filled.includes(offset) ? 'new' : 'masked';
        return slot({ x: x(start + offset, index), y: 34, width: 19, height: 26 }, look);
      });
      const name = [t('full'), t('being filled'), t('waits')][Math.sign(index - current) + 1]!;
      const middle = (x(start, index) + x(end, index) - 2) / 2;
      return [
        ...slots.flat(),
        {
          kind: 'path',
          d: `M${x(start, index)},68v4H${x(end, index) - 2}v-4`,
          stroke: index === current ? 'series-2' : 'muted',
        },
        label(middle, 24, t('block {{block}}', { block: index }), { anchor: 'middle', fill: 'ink' }),
        label(middle, 88, name, { anchor: 'middle', fill: index === current ? 'series-2' : 'muted' }),
      ];
    }),
  };
};

/** Quotas of Dream for all steps, each of what the steps before have left. */
function dreamQuotas(tokens: number, steps: number): number[] {
  let left = tokens;
  return Array.from({ length: steps }, (_, step) => {
    const quota = dreamQuota(left, step, steps, 1e-3);
    left -= quota;
    return quota;
  });
}

export const drawSchedule: Draw = (t) => {
  const [tokens, steps] = [8, 8];
  const list = [
    { name: 'LLaDA', quotas: [...lladaQuotas(tokens, steps)] },
    { name: 'Dream', quotas: dreamQuotas(tokens, steps) },
  ];
  const most = Math.max(...list.flatMap(({ quotas }) => quotas));
  return {
    description: t('{{tokens}} tokens over {{steps}} steps. {{list}}.', {
      tokens,
      steps,
      list: list.map(({ name, quotas }) => `${name}: ${quotas.join(' ')}`).join('; '),
    }),
    marks: list.flatMap(({ name, quotas }, row): Mark[] => {
      const y = 32 + row * 48;
      return [
        label(0, y, name),
        ...bars(
          quotas.map((quota) => quota / most),
          { x: 54, y, height: 28, bar: 20, gap: 8, paint: () => (row === 0 ? 'series-1' : 'series-2') },
        ),
        ...quotas.map((quota, step) => label(64 + step * 28, y + 14, `${quota}`, { anchor: 'middle', fill: 'ink' })),
      ];
    }),
  };
};
