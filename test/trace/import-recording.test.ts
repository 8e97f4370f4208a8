/** What `tools/record_trace.py` writes, against the same decode here. The fixture is of `tools/record_stub.py`. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { decode } from '../../src/decode/decode.ts';
import { positionStatistics } from '../../src/decode/position-statistics.ts';
import type { MaskPredictor, PositionStats, StepRecord } from '../../src/decode/types.ts';
import { arNess, defaultConvention } from '../../src/metrics/ar-ness.ts';
import { entropySink } from '../../src/metrics/entropy-sink.ts';
import { compareTraces } from '../../src/trace/compare.ts';
import { looksForeign } from '../../src/trace/import-foreign.ts';
import { parseTrace } from '../../src/trace/json.ts';
import type { DecodeTrace } from '../../src/trace/types.ts';

const file = readFileSync(new URL('./fixtures/recording.json', import.meta.url));
const recorded = parseTrace(file.toString('utf8'));

/** The stub's logits: what Dream's shift puts at a position is the row of the position before. */
function stubPredictor(vocabularySize: number): MaskPredictor {
  let forward = 0;
  return async ({ prompt, maskId }, request) => {
    const logits = Float32Array.from({ length: request.positions.length * vocabularySize }, (_, index) => {
      const token = index % vocabularySize;
      if (token === maskId) return -Infinity;
      const position = prompt.length + request.positions[Math.floor(index / vocabularySize)]! - 1;
      const value = forward * 29 + (position + 1) * (position + 4) * 13 + token * token * 7 + token * position * 5;
      return (value % 41) / 8 + token / 64;
    });
    forward++;
    return positionStatistics(logits, vocabularySize, maskId, request);
  };
}

describe('a recording of the Python loop', () => {
  const steps: StepRecord[] = [];
  beforeAll(async () => {
    for await (const step of decode(stubPredictor(16), recorded.request)) steps.push(step);
  });

  it('opens as a whole decode', () => {
    expect(recorded).toMatchObject({ finish: 'complete', promptText: 'one nine' });
    expect(recorded.model).toMatchObject({ id: 'stub-of-dream', quantisation: 'f32', vocabularySize: 16 });
    expect(recorded.runtime.provider).toBe('other');
    expect(recorded.runtime.detail).toMatch(/^PyTorch \S+ on cpu$/);
    expect(recorded.steps).toHaveLength(6);
    expect(looksForeign(file)).toBe(false);
  });

  it('commits what our loop commits', () => {
    const ours: DecodeTrace = { ...recorded, steps };
    expect(compareTraces(recorded, ours)).toMatchObject({ identical: true, sameFinal: true });
    expect(recorded.steps.map(({ unmask }) => unmask)).toEqual(steps.map(({ unmask }) => unmask));
    expect(recorded.steps.map(({ quota }) => quota)).toEqual(steps.map(({ quota }) => quota));
  });

  it('holds the same evidence', () => {
    const fields: readonly (keyof PositionStats)[] = [
      'topLogProbs',
      'entropy',
      'rawConfidence',
      'confidence',
      'margin',
      'negativeEntropy',
    ];
    for (const [index, { stats, boundary }] of recorded.steps.entries()) {
      const ours = steps[index]!;
      for (const name of ['positions', 'topIds', 'sampledIds'] as const) expect(stats[name]).toEqual(ours.stats[name]);
      for (const name of fields) {
        const expected = Array.from(ours.stats[name] as Float32Array);
        const close = expected.map((value) => expect.closeTo(value, 5));
        expect(Array.from(stats[name] as Float32Array)).toEqual(close);
      }
      expect(boundary.ties).toBe(ours.boundary.ties);
      if (ours.boundary.gap === null) expect(boundary.gap).toBeNull();
      else expect(boundary.gap).toBeCloseTo(ours.boundary.gap, 5);
    }
  });

  it('is measured like any trace', () => {
    expect(arNess(recorded, defaultConvention)).toMatchObject({ commits: 8, steps: 6, tieShare: 0 });
    expect(entropySink(recorded).headMean).toBeGreaterThan(0);
  });
});
