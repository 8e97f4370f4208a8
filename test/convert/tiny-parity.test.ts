import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { convert } from '../../src/convert/convert.ts';
import { type PlainConfig, plainForward } from '../oracle/plain-forward.ts';
import { type FloatType, largestDifference, openGraph, TINY, temporaryFolder, writeTiny } from './fixture.ts';

const IDS = [7, 3, 12, 3, 3, 39, 0, 3, 21];
const ROWS = [0, 1, 3, 4, 7];

async function difference(config: PlainConfig, dtype: FloatType, shards: number, variant: 'f32' | 'q4') {
  const { folder, weights } = writeTiny(config, dtype, shards);
  const out = temporaryFolder();
  await convert({ checkpoint: folder, out, variants: [variant] });
  const graph = await openGraph(join(out, `${variant}.onnx`));
  return largestDifference(plainForward(config, weights, IDS, ROWS), await graph(IDS, ROWS));
}

/** Logits are of the order of 10, so this is float32 noise. */
const EXACT = 1e-4;

describe('f32 graphs equal the plain forward pass', () => {
  const cases: [string, Partial<PlainConfig>, FloatType, number][] = [
    ['float32, grouped heads, tied head', {}, 'F32', 1],
    ['bfloat16', {}, 'BF16', 1],
    ['float16', {}, 'F16', 1],
    ['three files with an index', {}, 'F32', 3],
    ['a separate head', { tie_word_embeddings: false }, 'BF16', 2],
    ['as many key-value heads as heads', { num_key_value_heads: 4 }, 'F32', 1],
    ['one key-value head', { num_key_value_heads: 1 }, 'F32', 1],
    ['heads wider than the hidden size', { head_dim: 32 }, 'F32', 1],
    ['no logit shift', { logits_shift: 0 }, 'F32', 1],
    ['one layer and another base', { num_hidden_layers: 1, rope_theta: 1e6, rms_norm_eps: 1e-3 }, 'F32', 1],
  ];
  test.each(cases)('%s', async (_, change, dtype, shards) => {
    expect(await difference({ ...TINY, ...change }, dtype, shards, 'f32')).toBeLessThan(EXACT);
  });
});

describe('q4 graphs equal it where 4 bits hold the weights exactly', () => {
  const cases: [string, Partial<PlainConfig>][] = [
    ['tied head', {}],
    ['a separate head', { tie_word_embeddings: false }],
    ['one key-value head', { num_key_value_heads: 1 }],
  ];
  test.each(cases)('%s', async (_, change) => {
    expect(await difference({ ...TINY, ...change }, 'F32', 1, 'q4')).toBeLessThan(EXACT);
  });
});

test('q4 with chosen tensors at 8 bits equals it too, and is larger by what they take', async () => {
  const { folder, weights } = writeTiny(TINY);
  const keep8 = ['*.down_proj.weight', 'model.embed_tokens.*'];
  const [plain, mixed] = [temporaryFolder(), temporaryFolder()];
  await convert({ checkpoint: folder, out: plain, variants: ['q4'] });
  await convert({ checkpoint: folder, out: mixed, variants: ['q4'], keep8 });
  const graph = await openGraph(join(mixed, 'q4.onnx'));
  expect(largestDifference(plainForward(TINY, weights, IDS, ROWS), await graph(IDS, ROWS))).toBeLessThan(EXACT);
  // Two layers of 64 × 96 and a head of 40 × 64, half a byte more for each weight.
  const bytes = [plain, mixed].map((out) => statSync(join(out, 'q4.data')).size);
  expect(bytes[1]! - bytes[0]!).toBe((2 * 64 * 96 + 40 * 64) / 2);
});

test('a shipped head is used even if the config says that it is tied', async () => {
  const separate = { ...TINY, tie_word_embeddings: false };
  const { folder, weights } = writeTiny(separate);
  writeFileSync(join(folder, 'config.json'), JSON.stringify(TINY));
  const out = temporaryFolder();
  const manifest = await convert({ checkpoint: folder, out, variants: ['f32'] });
  expect(manifest.architecture.tiedHead).toBe(false);
  const graph = await openGraph(join(out, 'f32.onnx'));
  expect(largestDifference(plainForward(separate, weights, IDS, ROWS), await graph(IDS, ROWS))).toBeLessThan(EXACT);
});
