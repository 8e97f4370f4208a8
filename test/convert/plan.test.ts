import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/convert/config.ts';
import type { Network } from '../../src/convert/graph/part.ts';
import { type PlannedVariant, planVariant, usualLayout } from '../../src/convert/plan.ts';
import type { Quantisation } from '../../src/model/manifest.ts';
import type { PlainConfig } from '../oracle/plain-forward.ts';
import { TINY, tensorShapes } from './fixture.ts';

const DIFFUCODER: typeof TINY = {
  ...{ model_type: 'Dream', vocab_size: 152064, hidden_size: 3584, num_hidden_layers: 28, num_attention_heads: 28 },
  ...{ num_key_value_heads: 4, intermediate_size: 18944, rope_theta: 1e6, rms_norm_eps: 1e-6, logits_shift: 1 },
  ...{ max_position_embeddings: 131072, tie_word_embeddings: false },
};

function networkOf(config: PlainConfig, quantisation: Quantisation, keep8 = (_: string) => false): Network {
  const shapes = tensorShapes(config);
  const index = { has: (name: string) => name in shapes, shape: (name: string) => shapes[name]! };
  return { config: parseConfig(JSON.stringify(config)), index, quantisation, contextLength: 4096, keep8 };
}

const filesOf = ({ embedding, parts }: PlannedVariant) => [
  ...(embedding?.files ?? []),
  ...parts.flatMap(({ data }) => data),
];

describe('a network of 7B', () => {
  test.each(['f32', 'u8', 'q4'] as const)('%s: no file over 1 GiB, groups of layers up to 512 MiB', (variant) => {
    const network = networkOf(DIFFUCODER, variant);
    expect(usualLayout(network)).toBe('split');
    const planned = planVariant(network, 'split');
    for (const { bytes } of filesOf(planned)) expect(bytes).toBeLessThanOrEqual(2 ** 30);
    const layers = planned.parts.slice(0, -1).map(({ name, data }) => {
      const [, first, last] = /^layers-(\d+)-(\d+)$/.exec(name)!;
      const bytes = data.reduce((sum, file) => sum + file.bytes, 0);
      if (first !== last) expect(bytes).toBeLessThanOrEqual(2 ** 29);
      return { first: Number(first), last: Number(last) };
    });
    for (const [i, { first }] of layers.entries()) expect(first).toBe(i === 0 ? 0 : layers[i - 1]!.last + 1);
    expect(layers.at(-1)!.last).toBe(27);
    expect(planned.parts.at(-1)!.name).toBe('head');
    const halves = planned.parts.map(({ half }) => half !== null);
    expect(halves).toEqual(planned.parts.map(({ name }) => variant === 'q4' && name !== 'head'));
    expect(planned.shadow).toBeNull();
  });

  // A slice of the head is 15232 · 3584 floats, 218 MB: four fit in a file. The embedding has 74 898 rows in a GiB.
  test('f32: what is longer than 1 GiB lies in several files', () => {
    const { embedding, parts } = planVariant(networkOf(DIFFUCODER, 'f32'), 'split');
    const tensors = parts.at(-1)!.data.map(({ name, groups }) => [name, groups.length]);
    // The last norm is in the first.
    expect(tensors).toEqual([
      ['f32-head-1.data', 5],
      ['f32-head-2.data', 4],
      ['f32-head-3.data', 2],
    ]);
    expect(embedding!.rowsPerFile).toBe(74898);
    expect(embedding!.files.map(({ name, bytes }) => [name, bytes / (4 * 3584)])).toEqual([
      ['f32-embedding-1.data', 74898],
      ['f32-embedding-2.data', 74898],
      ['f32-embedding-3.data', 152064 - 2 * 74898],
    ]);
  });

  // By hand: linear weights of a layer 3584 · (2 · 3584 + 2 · 512 + 3 · 18944), of the head 152064 · 3584, at 4 bits and
  // a float for 32 of them: 5/8 byte. Biases and norms of a layer (3584 + 1024 + 2 · 3584) floats, a last norm, and in
  // each of ten parts of layers cosines and sines of 4096 · 64. The embedding: 152064 rows of 4 + 3584 bytes.
  test('q4 takes the bytes that its numbers take', () => {
    const layer = 3584 * (2 * 3584 + 2 * 512 + 3 * 18944);
    const vectors = 28 * (3584 + 1024 + 2 * 3584) + 3584;
    const expected = (28 * layer + 152064 * 3584) * 0.625 + 4 * (vectors + 10 * 2 * 4096 * 64) + 152064 * 3588;
    const files = filesOf(planVariant(networkOf(DIFFUCODER, 'q4'), 'split'));
    expect(files.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(expected);
    expect(expected).toBeCloseTo(4.99e9, -7);
  });

  test('tensors kept at 8 bits make fewer layers fit', () => {
    const all = planVariant(networkOf(DIFFUCODER, 'q4'), 'split').parts.map(({ name }) => name);
    const keep8 = (name: string) => name.includes('.mlp.');
    const some = planVariant(networkOf(DIFFUCODER, 'q4', keep8), 'split').parts.map(({ name }) => name);
    expect([all[0], some[0]]).toEqual(['layers-0-2', 'layers-0-1']);
  });
});

test('a small network is one graph by itself', () => {
  expect(usualLayout(networkOf(TINY, 'q4'))).toBe('whole');
});

test.each(['whole', 'split'] as const)('%s: tensors follow each other at multiples of 64', (layout) => {
  for (const quantisation of ['f32', 'u8', 'q4'] as const) {
    for (const { name, bytes, groups } of filesOf(planVariant(networkOf(TINY, quantisation), layout))) {
      let end = 0;
      for (const { offset, length, location } of groups.flatMap(({ tensors }) => tensors)) {
        expect(location).toBe(name);
        expect(offset % 64).toBe(0);
        expect(offset - end).toBeGreaterThanOrEqual(0);
        expect(offset - end).toBeLessThan(64);
        end = offset + length;
      }
      expect(bytes).toBe(end);
    }
  }
});
