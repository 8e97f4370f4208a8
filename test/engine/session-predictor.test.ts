import { expect, it } from 'vitest';
import type { StatsRequest } from '../../src/decode/types.ts';
import { createSessionPredictor, type Forward } from '../../src/engine/session-predictor.ts';

const request: StatsRequest = {
  positions: Int32Array.of(0, 2),
  candidates: 2,
  sampling: {
    temperature: 0,
    topP: null,
    topK: null,
    order: 'temperature-first',
    suppressMask: false,
    precision: 'float64',
  },
  uniforms: null,
};
const canvas = { prompt: Int32Array.of(7, 8), tokens: Int32Array.of(3, 5, 3), maskId: 3 };

it('asks for the rows P + position of prompt and canvas, and reads row j for position j', async () => {
  const asked: number[][] = [];
  const logitsOf: Forward = async (inputIds, rows) => {
    asked.push([...inputIds], [...rows]);
    // Softmax of ln 1, ln 2, ln 5 is 1/8, 2/8, 5/8; of ln 6, ln 1, ln 1: 6/8, 1/8, 1/8.
    return Float32Array.of(Math.log(1), Math.log(2), Math.log(5), Math.log(6), Math.log(1), Math.log(1));
  };
  const stats = await createSessionPredictor(logitsOf, 3)(canvas, request);
  expect(asked).toEqual([
    [7, 8, 3, 5, 3],
    [2, 4],
  ]);
  expect([...stats.sampledIds]).toEqual([2, 0]);
  expect(stats.confidence[0]).toBeCloseTo(5 / 8, 6);
  expect(stats.confidence[1]).toBeCloseTo(6 / 8, 6);
});

it('lets the error of the network through', async () => {
  const broken = createSessionPredictor(() => Promise.reject(new RangeError('no such row')), 3);
  await expect(broken(canvas, request)).rejects.toThrow('no such row');
});
