import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { plainForward } from '../oracle/plain-forward.ts';
import { largestDifference, openGraph } from './fixture.ts';
import { heldOutCanvases, type MaskedCanvas, POCKET, pocketConfig, pocketManifest, pocketWeights } from './pocket.ts';

const { vocabularySize } = pocketManifest.architecture;
const { mask } = pocketManifest.tokens;
const graphOf = (variant: string) => openGraph(join(POCKET, `${variant}.onnx`));

describe('f32 equals the plain forward pass within 1e-4 on every logit', () => {
  const every = (length: number) => Array.from({ length }, (_, i) => i);
  const cases: [string, MaskedCanvas][] = [
    ['one mask', { ids: [mask], rows: [0] }],
    ['one token', { ids: [77], rows: [0] }],
    ['two positions', { ids: [1, mask], rows: [0, 1] }],
    ['nothing but masks', { ids: new Array(40).fill(mask), rows: every(40) }],
    ['random tokens, all rows', { ids: every(100).map((i) => (i * 619) % vocabularySize), rows: every(100) }],
    ['one row of many', { ids: every(64).map((i) => (i % 2 ? mask : i * 31)), rows: [63] }],
    ...heldOutCanvases(100, 64).map((canvas, i): [string, MaskedCanvas] => [`held-out canvas ${i}`, canvas]),
  ];
  const weights = pocketWeights();
  test.each(cases)('%s', async (_, { ids, rows }) => {
    const graph = await graphOf('f32');
    const expected = plainForward(pocketConfig, weights, ids, rows);
    expect(largestDifference(expected, await graph(ids, rows))).toBeLessThan(1e-4);
  });
});

/** How far a variant is from f32 over all rows of the canvases. */
async function compare(variant: string, canvases: readonly MaskedCanvas[]) {
  const [exact, quantised] = [await graphOf('f32'), await graphOf(variant)];
  let [error, square, divergence, agreeing, count] = [0, 0, 0, 0, 0];
  for (const { ids, rows } of canvases) {
    const [p, q] = [await exact(ids, rows), await quantised(ids, rows)];
    for (let j = 0; j < rows.length; j++) {
      const [a, b] = [p, q].map((logits) => logits.subarray(j * vocabularySize, (j + 1) * vocabularySize));
      const [logA, logB] = [logSoftmax(a!), logSoftmax(b!)];
      for (let token = 0; token < vocabularySize; token++) {
        error += (a![token]! - b![token]!) ** 2;
        square += a![token]! ** 2;
        divergence += Math.exp(logA[token]!) * (logA[token]! - logB[token]!);
      }
      count++;
      if (argMax(a!) === argMax(b!)) agreeing++;
    }
  }
  return { relativeError: Math.sqrt(error / square), divergence: divergence / count, agreement: agreeing / count };
}

function argMax(values: Float32Array): number {
  return values.reduce((best, value, i) => (value > values[best]! ? i : best), 0);
}

function logSoftmax(logits: Float32Array): Float64Array {
  const largest = logits[argMax(logits)]!;
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0);
  return Float64Array.from(logits, (logit) => logit - largest - Math.log(total));
}

// Bounds are about twice what was measured on this machine, for u8 rounds activations and so differs a little between processors.
describe('quantised variants stay close to f32 on held-out canvases', () => {
  const canvases = heldOutCanvases(20, 96);

  test('u8', async () => {
    const { relativeError, divergence, agreement } = await compare('u8', canvases);
    expect(relativeError).toBeLessThan(0.03);
    expect(divergence).toBeLessThan(4e-4);
    expect(agreement).toBeGreaterThan(0.99);
  });

  test('q4', async () => {
    const { relativeError, divergence, agreement } = await compare('q4', canvases);
    expect(relativeError).toBeLessThan(0.2);
    expect(divergence).toBeLessThan(1e-2);
    expect(agreement).toBeGreaterThan(0.97);
  });
});
