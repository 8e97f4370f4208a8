import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseConfig } from '../../../src/convert/config.ts';
import { planVariant } from '../../../src/convert/plan.ts';
import { planWork } from '../../../src/convert/run/work.ts';
import { openCheckpoint } from '../../../src/convert/source/checkpoint.ts';
import { openFolder } from '../../../src/convert/source/folder.ts';
import { dataFiles } from '../../../src/convert/variant-files.ts';
import { TINY, writeTiny } from '../fixture.ts';

test('segments hold every row of every tensor once, in the order of the bytes', async () => {
  const { folder, weights } = writeTiny(TINY, 'BF16', 3);
  const checkpoint = await openCheckpoint(openFolder(folder));
  const config = parseConfig(JSON.stringify(TINY));
  const network = { config, index: checkpoint, quantisation: 'q4', contextLength: 32, keep8: () => false } as const;
  const files = dataFiles(planVariant(network, 'split'));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30_000 }), fc.boolean(), (segmentBytes, everything) => {
      const work = planWork(files, checkpoint, { segmentBytes, everything });
      const seen = new Map<string, number>();
      let [shard, end] = [-1, 0];
      for (const segment of work.segments) {
        if (segment.shard !== shard) {
          expect(segment.shard).toBe(shard + 1);
          [shard, end] = [segment.shard, checkpoint.shards[segment.shard]!.head.length];
        }
        expect(segment.start).toBe(end);
        end = segment.end;
        for (const { tensor, firstRow, rows, columns, at, consumers } of segment.pieces) {
          expect(firstRow).toBe(seen.get(tensor) ?? 0);
          seen.set(tensor, firstRow + rows);
          expect(segment.start + at + 2 * rows * columns).toBeLessThanOrEqual(segment.end);
          expect(consumers.every((index) => work.consumers[index]!.source.name === tensor)).toBe(true);
        }
        const rowBytes = Math.max(...segment.pieces.map(({ columns }) => 2 * columns));
        expect(segment.end - segment.start).toBeLessThanOrEqual(Math.max(segmentBytes, rowBytes));
      }
      for (const [name, values] of weights) {
        const [rows, columns = 1] = checkpoint.shape(name);
        expect(rows! * columns).toBe(values.length);
        expect(seen.get(name)).toBe(rows);
      }
    }),
    { numRuns: 40 },
  );
});
