import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decode } from '../../../src/decode/decode.ts';
import { positionStatistics } from '../../../src/decode/position-statistics.ts';
import { checkRequest } from '../../../src/decode/request.ts';
import type { DecodeRequest, MaskPredictor } from '../../../src/decode/types.ts';
import { measureSteps } from '../../../src/engine/benchmark/measure-steps.ts';
import { type StepSample, stepTiming } from '../../../src/engine/benchmark/step-timing.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { parseManifest } from '../../../src/model/manifest.ts';

const manifest = parseManifest(readFileSync('models/pocket/manifest.json', 'utf8'));
const { vocabularySize } = manifest.architecture;

/** The real loop on a network that finds all tokens alike; step n takes n + 1 milliseconds, by its own account. */
function countingEngine(asked: DecodeRequest[]): Engine {
  const predict: MaskPredictor = async (canvas, question) =>
    positionStatistics(
      new Float32Array(question.positions.length * vocabularySize),
      vocabularySize,
      canvas.maskId,
      question,
    );
  return {
    load: () => Promise.reject(new Error('not asked for')),
    async decode(request, onStep, signal) {
      checkRequest(request, manifest.contextLength);
      asked.push(request);
      for await (const record of decode(predict, request, { signal })) {
        const bytesToJavaScript = 4 * record.stats.positions.length * vocabularySize;
        onStep(record, record.step + 1, { passMillis: record.step, headMillis: 1, bytesToJavaScript });
      }
      return signal.aborted ? 'stopped' : 'complete';
    },
    dispose() {},
  };
}
const choices = { sequence: 64, masked: 16, steps: 5 };
const never = new AbortController().signal;

describe('measureSteps', () => {
  it('makes one step, then those that count, on a text of the length asked for, and ends there', async () => {
    const asked: DecodeRequest[] = [];
    const seen: StepSample[] = [];
    const measured = await measureSteps(countingEngine(asked), manifest, choices, (one) => seen.push(one), never);
    expect(measured!.warmUp).toMatchObject({ millis: 1, masked: 16 });
    expect(measured!.samples.map(({ masked }) => masked)).toEqual([15, 14, 13, 12, 11]);
    expect(measured!.samples.map(({ millis }) => millis)).toEqual([2, 3, 4, 5, 6]);
    expect(seen).toEqual(measured!.samples);
    expect(asked).toHaveLength(1);
    expect([asked[0]!.prompt.length, asked[0]!.canvasLength, asked[0]!.sampling.precision]).toEqual([
      48,
      16,
      'float32',
    ]);
    expect(asked[0]!.prompt).not.toContain(manifest.tokens.mask);
  });

  it('asks the head in JavaScript by a precision that no other has', async () => {
    const asked: DecodeRequest[] = [];
    await measureSteps(countingEngine(asked), manifest, { ...choices, head: 'cpu' }, () => {}, never);
    expect(asked[0]!.sampling.precision).toBe('float64');
  });

  it('gives what was measured before it was stopped, and nothing before the first step that counts', async () => {
    const stop = new AbortController();
    const onSample = ({ masked }: StepSample) => masked === 14 && stop.abort();
    const measured = await measureSteps(countingEngine([]), manifest, choices, onSample, stop.signal);
    expect(measured!.samples).toHaveLength(2);
    const stopped = AbortSignal.abort();
    expect(await measureSteps(countingEngine([]), manifest, choices, () => {}, stopped)).toBeNull();
  });
});

describe('stepTiming', () => {
  // numpy.quantile([10, 20, 30, 40, 110], [.1, .5, .9]) == [14, 30, 82]
  const samples = [10, 40, 20, 110, 30].map((millis, index) => ({
    millis,
    masked: 10 - index,
    passMillis: millis - 2,
    headMillis: 2,
    bytesToJavaScript: 4 * (10 - index) * 1000,
  }));

  it('takes median and percentiles, and rates by the median', () => {
    const timing = stepTiming(samples, 600, 1000);
    expect(timing.step.median).toBe(30);
    expect(timing.step.p10).toBeCloseTo(14);
    expect(timing.step.p90).toBeCloseTo(82);
    expect(timing.pass.median).toBe(28);
    expect(timing.head).toEqual({ median: 2, p10: 2, p90: 2 });
    expect(timing).toMatchObject({ steps: 5, bytesToJavaScript: 32_000, readPerSecond: 20_000 });
    expect(timing.stepsPerSecond).toBeCloseTo(33.333, 3);
  });

  it('tells the head by what came to JavaScript: all logits, or less', () => {
    expect(stepTiming(samples, 600, 1000).headOn).toBe('cpu');
    expect(
      stepTiming(
        samples.map((one) => ({ ...one, bytesToJavaScript: 3200 })),
        600,
        1000,
      ).headOn,
    ).toBe('gpu');
  });
});
