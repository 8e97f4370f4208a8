/** The graphs that compute in 16-bit floats, on a CPU that rounds to 16 bits what its kernels give. */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { convert } from '../../src/convert/convert.ts';
import { TINY_FAMILIES, writeTinyFamily } from './family-fixture.ts';
import { temporaryFolder } from './fixture.ts';
import { openParts } from './split-model.ts';

const IDS = [7, 3, 12, 3, 3, 39, 0, 3, 21];
const ROWS = [0, 1, 3, 4, 7];

describe.each(TINY_FAMILIES)('%s', (family) => {
  test('half graphs give what the plain pass gives, but for roundings', async () => {
    const { folder, expected } = writeTinyFamily(family);
    const out = temporaryFolder();
    const manifest = await convert({ checkpoint: folder, out, variants: ['q4'], layout: 'split', partBytes: 1 });
    const { parts } = manifest.variants.q4!;
    expect(parts.map(({ name, half }) => [name, half?.name])).toEqual([
      ['layers-0-0', 'q4-layers-0-0-half.onnx'],
      ['layers-1-1', 'q4-layers-1-1-half.onnx'],
      ['head', undefined],
    ]);
    const half = await openParts(out, manifest, 'q4', true);
    for (const [ids, rows] of [
      [IDS, ROWS],
      [[5], [0]],
    ] as const) {
      const error = relativeError(expected(ids, rows), await half(ids, rows));
      // 11 bits are 5e-4 of a value; it was 1.6e-4 at most when it was measured, and 2e-7 in f32.
      expect(error).toBeLessThan(5e-4);
      expect(error).toBeGreaterThan(1e-5);
    }
  });

  test('what they take and give is f32, and their weights are those of the other graphs', async () => {
    const out = temporaryFolder();
    const options = { checkpoint: writeTinyFamily(family).folder, out, variants: ['q4'], layout: 'split' } as const;
    const { parts, embedding, sha256 } = (await convert(options)).variants.q4!;
    const { inputMetadata, outputMetadata } = await ort.InferenceSession.create(join(out, parts[0]!.half!.name));
    expect([inputMetadata, outputMetadata]).toMatchObject([
      [{ name: 'hidden', type: 'float32' }],
      [{ name: 'hidden_next', type: 'float32' }],
    ]);
    const weights = [embedding!.files, parts.map(({ data }) => data)].flat(2);
    const onDisk = readdirSync(out).filter((name) => name.endsWith('.data'));
    expect(onDisk.sort()).toEqual(weights.map(({ name }) => name).sort());
    const named = [...weights, ...parts.map(({ graph }) => graph)].sort((a, b) => (a.name < b.name ? -1 : 1));
    const lines = named.map((file) => `${file.sha256} ${file.name}\n`).join('');
    expect(createHash('sha256').update(lines).digest('hex')).toBe(sha256);
  });
});

function relativeError(exact: readonly Float64Array[], other: Float32Array): number {
  const flat = exact.flatMap((row) => [...row]);
  return Math.hypot(...flat.map((value, i) => other[i]! - value)) / Math.hypot(...flat);
}
