import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { convert } from '../../src/convert/convert.ts';
import { shadowSequence } from '../../src/engine/shadow-sequence.ts';
import { type PlainConfig, plainForward } from '../oracle/plain-forward.ts';
import { plainShadow } from '../oracle/plain-shadow.ts';
import { largestDifference, openGraph, openShadowGraph, TINY, temporaryFolder, writeTiny } from './fixture.ts';
import { heldOutCanvases, POCKET, pocketConfig, pocketManifest, pocketWeights } from './pocket.ts';

/** Logits are of the order of 10, so this is float32 noise. */
const EXACT = 1e-4;

interface Case {
  readonly prompt: readonly number[];
  readonly canvas: readonly number[];
  readonly block: readonly [start: number, end: number];
}

/** The logits of main rows and shadow rows, apart. */
async function run(path: string, { prompt, canvas, block }: Case, asked: readonly number[], config: PlainConfig) {
  const tokens = { prompt: Int32Array.from(prompt), tokens: Int32Array.from(canvas), maskId: 3 };
  const span = { start: block[0], end: block[1] };
  const sequence = shadowSequence(tokens, Int32Array.from(asked), span, config.logits_shift);
  const logits = await (await openShadowGraph(path))(sequence);
  const split = asked.length * config.vocab_size;
  return { main: logits.subarray(0, split), shadow: logits.subarray(split) };
}

describe('a small network', () => {
  const one: Case = { prompt: [7, 12], canvas: [3, 39, 3, 21, 0, 3], block: [1, 5] };
  const ids = [...one.prompt, ...one.canvas];
  const asked = [0, 2, 5];

  const cases: [string, Partial<PlainConfig>, 'f32' | 'q4'][] = [
    ['logit shift 1', {}, 'f32'],
    ['logit shift 0', { logits_shift: 0 }, 'f32'],
    ['as many key-value heads as heads', { num_key_value_heads: 4 }, 'f32'],
    ['one key-value head', { num_key_value_heads: 1 }, 'f32'],
    ['q4', {}, 'q4'],
    ['q4, logit shift 0', { logits_shift: 0 }, 'q4'],
  ];
  test.each(cases)('%s: main rows as without a shadow, shadow rows as the plain pass', async (_, change, variant) => {
    const config = { ...TINY, ...change };
    const { folder, weights } = writeTiny(config);
    const out = temporaryFolder();
    await convert({ checkpoint: folder, out, variants: [variant] });
    const { main, shadow } = await run(join(out, `${variant}-shadow.onnx`), one, asked, config);
    const rows = asked.map((position) => one.prompt.length + position);
    expect(largestDifference(plainForward(config, weights, ids, rows), main)).toBeLessThan(EXACT);
    const plain = plainShadow(one.prompt, one.canvas, one.block, { mask: 3, logitShift: config.logits_shift });
    const expected = plainForward(config, weights, plain.ids, plain.rows, plain.sight);
    expect(largestDifference(expected, shadow)).toBeLessThan(EXACT);
  });
});

describe('the embedded model', () => {
  const held = heldOutCanvases(60, 64).map(({ ids, rows }): Case => {
    const length = ids.length - 64;
    expect(rows.every((row) => row >= length)).toBe(true);
    return { prompt: ids.slice(0, length), canvas: ids.slice(length), block: [16, 48] };
  });
  const masked = ({ canvas }: Case) => [...canvas.keys()].filter((p) => canvas[p] === pocketManifest.tokens.mask);
  const plainOf = (one: Case) => plainShadow(one.prompt, one.canvas, one.block, { mask: 3, logitShift: 1 });

  test('f32: shadow rows equal the plain pass on held-out canvases', async () => {
    const weights = pocketWeights();
    for (const one of held) {
      const { shadow } = await run(join(POCKET, 'f32-shadow.onnx'), one, masked(one), pocketConfig);
      const { ids, rows, sight } = plainOf(one);
      expect(largestDifference(plainForward(pocketConfig, weights, ids, rows, sight), shadow)).toBeLessThan(EXACT);
    }
  });

  const square = (values: Float32Array) => values.reduce((sum, value) => sum + value ** 2, 0);
  const relativeError = (exact: Float32Array, other: Float32Array) =>
    Math.sqrt(square(other.map((value, i) => value - exact[i]!)) / square(exact));

  test.each(['f32', 'q4', 'u8'])('%s: main rows are those of the graph without a shadow', async (variant) => {
    const graph = await openGraph(join(POCKET, `${variant}.onnx`));
    for (const one of held) {
      const asked = masked(one);
      const rows = asked.map((position) => one.prompt.length + position);
      const { main } = await run(join(POCKET, `${variant}-shadow.onnx`), one, asked, pocketConfig);
      const alone = await graph([...one.prompt, ...one.canvas], rows);
      // u8 rounds the activations of all tokens by one scale, the shadow's among them.
      if (variant === 'u8') expect(relativeError(alone, main)).toBeLessThan(0.03);
      else expect(largestDifference([Float64Array.from(alone)], main)).toBeLessThan(EXACT);
    }
  });

  test.each(['u8', 'q4'])('%s: shadow rows are as near to f32 as the variant is', async (variant) => {
    for (const one of held) {
      const exact = await run(join(POCKET, 'f32-shadow.onnx'), one, [], pocketConfig);
      const { shadow } = await run(join(POCKET, `${variant}-shadow.onnx`), one, [], pocketConfig);
      expect(relativeError(exact.shadow, shadow)).toBeLessThan(variant === 'u8' ? 0.03 : 0.2);
    }
  });
});
