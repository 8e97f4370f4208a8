import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { linearBytes, needsOf, passOperations } from '../../../src/engine/preflight/needs.ts';
import { expectedStep } from '../../../src/engine/preflight/speed.ts';
import { subjectOf } from '../../../src/engine/preflight/subject.ts';
import { parseManifest } from '../../../src/model/manifest.ts';
import { diffuCoder } from './machines.ts';

const size = { sequence: 512, masked: 256 };
const pocket = parseManifest(readFileSync('models/pocket/manifest.json', 'utf8'));
const pocketAs = (quantisation: 'f32' | 'u8' | 'q4') => subjectOf(pocket, quantisation, { onDisk: true, stored: true });

describe('needs of a 7B in 4 bits', () => {
  // By hand: a layer has 2·3584² + 2·512·3584 + 3·18944·3584 = 233 046 016 weights of 0.625 bytes.
  it('weights: 4.08 GB of layers and 0.34 GB of head', () => {
    const { layers, head } = needsOf(diffuCoder, size, 'webgpu');
    expect(layers).toBe(28 * 233_046_016 * 0.625);
    expect(layers).toBe(4_078_305_280);
    expect(head).toBe(340_623_360);
  });

  it('activations: 80 384 floats a token; logits: a chunk of 48 MiB', () => {
    const { activations, logits } = needsOf(diffuCoder, size, 'webgpu');
    expect(activations).toBe(512 * 80_384 * 4);
    expect(logits).toBe(50_331_648);
    expect(needsOf(diffuCoder, { sequence: 80, masked: 16 }, 'webgpu').logits).toBe(16 * 152_064 * 4);
  });

  it('on the CPU all logits, and the scores of attention', () => {
    const { activations, logits } = needsOf(diffuCoder, size, 'wasm');
    expect(activations).toBe(4 * (512 * 80_384 + 28 * 512 * 512));
    expect(logits).toBe(155_713_536);
  });

  it('the largest tensor: codes of an MLP matrix, or the states of a long text in it', () => {
    expect(needsOf(diffuCoder, { sequence: 64, masked: 32 }, 'webgpu').largestTensor).toBe((18_944 * 3584) / 2);
    expect(needsOf(diffuCoder, size, 'webgpu').largestTensor).toBe(512 * 18_944 * 4);
    const whole = { ...diffuCoder, layout: 'whole' as const };
    expect(needsOf(whole, size, 'webgpu').largestTensor).toBe(152_064 * 3584 * 4);
  });

  it('a pass: 7.07 TFLOP for 512 tokens, a step at 1 to 2 TFLOP/s: 3.5 to 14 s', () => {
    const operations = 2 * 512 * 6_525_288_448 + 2 * 256 * 544_997_376 + 4 * 512 ** 2 * 3584 * 28;
    expect(operations).toBe(7_066_160_726_016);
    expect(passOperations(diffuCoder.geometry, size)).toBe(operations);
    const speed = { provider: 'webgpu', quantisation: 'q4', slow: 1e12, median: 1.5e12, fast: 2e12 } as const;
    const measured = { ...speed, rows: 256, width: 3584, runs: 1000, seconds: 2 };
    const { least, most } = expectedStep(diffuCoder.geometry, size, measured);
    expect(least).toBeCloseTo(3.533080363, 9);
    expect(most).toBeCloseTo(14.132321452, 9);
  });
});

describe('needs against files', () => {
  it.each(['f32', 'u8', 'q4'] as const)('of the embedded model in %s: within 2 % of its weights', (quantisation) => {
    const subject = pocketAs(quantisation);
    const files = pocket.variants[quantisation]!.parts[0]!.data[0]!.bytes;
    const { layers, head } = needsOf({ ...subject, weightBytes: null }, { sequence: 1, masked: 1 }, 'wasm');
    expect(Math.abs(layers + head - files) / files).toBeLessThan(0.02);
    const exact = needsOf(subject, { sequence: 1, masked: 1 }, 'wasm');
    expect(exact.layers + exact.head).toBe(files);
  });

  it('a linear layer of 2 outputs and 64 inputs', () => {
    expect(linearBytes('f32', 2, 64)).toBe(512);
    expect(linearBytes('u8', 2, 64)).toBe(128 + 2 * 4 + 2);
    expect(linearBytes('q4', 2, 64)).toBe(64 + 4 * 4);
  });
});
