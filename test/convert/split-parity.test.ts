import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { convert } from '../../src/convert/convert.ts';
import { headSlices } from '../../src/convert/graph/head.ts';
import { parseManifest } from '../../src/model/manifest.ts';
import { type PlainConfig, plainForward } from '../oracle/plain-forward.ts';
import { largestDifference, openGraph, TINY, temporaryFolder, writeTiny } from './fixture.ts';
import { CHECKPOINT, heldOutCanvases, POCKET, pocketManifest } from './pocket.ts';
import { openParts } from './split-model.ts';

const IDS = [7, 3, 12, 3, 3, 39, 0, 3, 21];
const ROWS = [0, 1, 3, 4, 7];
/** Logits are of the order of 10, so this is float32 noise. */
const EXACT = 1e-4;

describe('parts equal the plain forward pass', () => {
  // Weights lie on a grid that 4 and 8 bits hold exactly.
  const cases: [string, Partial<PlainConfig>, 'f32' | 'q4'][] = [
    ['f32, tied head', {}, 'f32'],
    ['f32, a separate head', { tie_word_embeddings: false }, 'f32'],
    ['f32, no logit shift', { logits_shift: 0 }, 'f32'],
    ['f32, a vocabulary of two slices', { vocab_size: 16500 }, 'f32'],
    ['q4, tied head', {}, 'q4'],
    ['q4, one key-value head', { num_key_value_heads: 1 }, 'q4'],
    ['q4, a vocabulary of two slices', { vocab_size: 16500 }, 'q4'],
  ];
  test.each(cases)('%s', async (_, change, variant) => {
    const config = { ...TINY, ...change };
    const { folder, weights } = writeTiny(config);
    const out = temporaryFolder();
    const manifest = await convert({ checkpoint: folder, out, variants: [variant], layout: 'split' });
    expect(parseManifest(readFileSync(join(out, 'manifest.json'), 'utf8'))).toEqual(manifest);
    const parts = await openParts(out, manifest, variant);
    const last = config.vocab_size - 1;
    const ids = [...IDS, last];
    const rows = [...ROWS, 9];
    expect(largestDifference(plainForward(config, weights, ids, rows), await parts(ids, rows))).toBeLessThan(EXACT);
  });

  test('u8: as near to them as its whole graph is', async () => {
    const { folder, weights } = writeTiny(TINY);
    const [whole, split] = [temporaryFolder(), temporaryFolder()];
    await convert({ checkpoint: folder, out: whole, variants: ['u8'], layout: 'whole' });
    const manifest = await convert({ checkpoint: folder, out: split, variants: ['u8'], layout: 'split' });
    const expected = plainForward(TINY, weights, IDS, ROWS);
    const parts = await openParts(split, manifest, 'u8');
    const ofWhole = largestDifference(expected, await (await openGraph(join(whole, 'u8.onnx')))(IDS, ROWS));
    expect(largestDifference(expected, await parts(IDS, ROWS))).toBeLessThan(2 * ofWhole);
  });
});

test('parts of one layer each equal it too', async () => {
  const { folder, weights } = writeTiny(TINY);
  const out = temporaryFolder();
  const manifest = await convert({ checkpoint: folder, out, variants: ['f32'], layout: 'split', partBytes: 1 });
  expect(manifest.variants.f32!.parts.map(({ name }) => name)).toEqual(['layers-0-0', 'layers-1-1', 'head']);
  const parts = await openParts(out, manifest, 'f32');
  expect(largestDifference(plainForward(TINY, weights, IDS, ROWS), await parts(IDS, ROWS))).toBeLessThan(EXACT);
});

test('the embedded model in parts is the same', async () => {
  const out = temporaryFolder();
  const cut = { layout: 'split', partBytes: 4e6, context: pocketManifest.contextLength, fit: 'search' } as const;
  const manifest = await convert({ checkpoint: CHECKPOINT, out, variants: ['f32', 'q4'], ...cut });
  expect(manifest.variants.f32!.parts).toHaveLength(4);
  for (const variant of ['f32', 'q4'] as const) {
    const [whole, parts] = [await openGraph(join(POCKET, `${variant}.onnx`)), await openParts(out, manifest, variant)];
    for (const { ids, rows } of heldOutCanvases(100, 64)) {
      const [expected, actual] = [await whole(ids, rows), await parts(ids, rows)];
      if (variant === 'f32') expect(largestDifference([Float64Array.from(expected)], actual)).toBeLessThan(EXACT);
      // The vectors of tokens in 8 bits: at most .003 when it was measured.
      else expect(relativeError(expected, actual)).toBeLessThan(0.01);
    }
  }
});

function relativeError(exact: Float32Array, other: Float32Array): number {
  const square = (values: Float32Array) => values.reduce((sum, value) => sum + value ** 2, 0);
  return Math.sqrt(square(other.map((value, i) => value - exact[i]!)) / square(exact));
}

test('slices of a vocabulary', () => {
  expect(headSlices(40)).toEqual([{ start: 0, count: 40 }]);
  expect(headSlices(16384)).toEqual([{ start: 0, count: 16384 }]);
  // 152064 / 10 = 15206.4, up to a multiple of 64: 15232; the last holds 152064 − 9 · 15232.
  const slices = headSlices(152064);
  expect(slices).toHaveLength(10);
  expect(slices[1]).toEqual({ start: 15232, count: 15232 });
  expect(slices[9]).toEqual({ start: 137088, count: 14976 });
});
