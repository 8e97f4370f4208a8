import { expect, it, vi } from 'vitest';
import { createRecorder } from '../../src/trace/recorder.ts';
import { headerOf, MASK, traceOf } from './fixture.ts';

const recorded = traceOf(3, [
  { unmask: [{ position: 1, tokenId: 10 }] },
  { unmask: [{ position: 0, tokenId: 11 }] },
  { unmask: [{ position: 2, tokenId: 12 }] },
]);

it('makes the trace of the steps added', () => {
  const recorder = createRecorder(headerOf(recorded.request));
  for (const [index, step] of recorded.steps.entries()) recorder.add(step, recorded.stepMillis[index]!);
  const trace = recorder.finish('complete', (id) => `t${id}`);
  expect({ ...trace, pieces: null }).toEqual({ ...recorded, pieces: null });
  // Mask, prompt 1 and 9, filler 7 and the commits, with the runner-up of each (id + 1).
  expect([...trace.pieces.keys()].sort((a, b) => a - b)).toEqual([1, 3, 7, 8, 9, 10, 11, 12, 13]);
  expect(trace.pieces.get(10)).toBe('t10');
});

it('gives snapshots that share the steps and never change', () => {
  const recorder = createRecorder(headerOf(recorded.request));
  expect(recorder.snapshot()).toMatchObject({ steps: [], finish: 'stopped' });
  recorder.add(recorded.steps[0]!, 1);
  const early = recorder.snapshot();
  recorder.add(recorded.steps[1]!, 2);
  expect(early.steps).toHaveLength(1);
  expect(early.stepMillis).toEqual([1]);
  expect(early.steps[0]).toBe(recorded.steps[0]);
  expect(Array.from(early.final)).toEqual([MASK, 10, MASK]);
  expect(Array.from(recorder.snapshot().final)).toEqual([11, 10, MASK]);
});

it('asks for each text once', () => {
  const piece = vi.fn((id: number) => `t${id}`);
  const recorder = createRecorder(headerOf(recorded.request));
  expect(recorder.snapshot().pieces.size).toBe(0);
  for (const step of recorded.steps) {
    recorder.add(step, 0);
    recorder.snapshot(piece);
  }
  const trace = recorder.finish('failed', piece);
  expect(trace.finish).toBe('failed');
  expect(piece).toHaveBeenCalledTimes(trace.pieces.size);
});
