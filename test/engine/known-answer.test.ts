import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { makeKnownAnswer } from '../../src/cli/known-answer.ts';
import { deviation, knownAnswerSchema, MOST_DEVIATION } from '../../src/engine/known-answer.ts';
import { withoutGpu } from '../../src/engine/open-runtime.ts';
import { parseManifest } from '../../src/model/manifest.ts';

const folder = 'models/pocket';
const { mask } = parseManifest(readFileSync(`${folder}/manifest.json`, 'utf8')).tokens;

describe('the answer that a GPU must give', () => {
  it('is what the embedded model says on a CPU', async () => {
    const stored = v.parse(knownAnswerSchema, JSON.parse(readFileSync(`${folder}/known-answer.json`, 'utf8')));
    const { logits, ...question } = await makeKnownAnswer(folder, mask);
    expect(stored).toMatchObject(question);
    expect(stored.logits).toHaveLength(stored.rows.length * stored.tokens.length);
    // Another CPU rounds otherwise.
    const largest = Math.max(...logits.map(Math.abs));
    for (const [i, logit] of logits.entries()) {
      expect(Math.abs(logit - stored.logits[i]!)).toBeLessThan((MOST_DEVIATION / 10) * largest);
    }
  });
});

describe('how far a GPU is off', () => {
  const known = { inputIds: [1, 2], rows: [0, 1], tokens: [0, 2], logits: [1, -2, 3, -4] };

  it('is the largest difference as a share of the largest logit', () => {
    // Rows of three tokens, of which the middle one is not known.
    expect(deviation(known, Float32Array.of(1, 99, -2, 3, 99, -4))).toBe(0);
    expect(deviation(known, Float32Array.of(1, 0, -2, 3.5, 0, -4))).toBe(0.5 / 4);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('is endless for %d', (odd) => {
    expect(deviation(known, Float32Array.of(1, 0, odd, 3, 0, -4))).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('a GPU that is off', () => {
  it('is left for WASM where nobody asked for it by name', () => {
    expect(withoutGpu('auto', 'some GPU', 0.0213)).toEqual({
      provider: 'wasm',
      reason: 'WASM, because some GPU does not compute right logits.',
    });
  });

  it('is an error where it was asked for', () => {
    const remedy = 'Choose WASM; a newer browser or graphics driver may mend it.';
    for (const [off, message] of [
      [0.0213, 'some GPU computes wrong logits, off by 2.1 %.'],
      [Number.POSITIVE_INFINITY, 'some GPU computes logits that are no numbers.'],
    ] as const) {
      expect(() => withoutGpu('webgpu', 'some GPU', off)).toThrow(
        expect.objectContaining({ code: 'no-webgpu', message, remedy }),
      );
    }
  });
});
