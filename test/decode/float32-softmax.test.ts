import { expect, test } from 'vitest';
import {
  float32Entropy,
  float32ExpLogSoftmax,
  float32NegativeEntropy,
  float32Softmax,
} from '../../src/decode/float32-softmax.ts';

test('a probability of 1 − 4e-8 becomes 1: the sum 1 + 4e-8 rounds to 1 before the division', () => {
  const row = Float64Array.of(0, -17);
  expect(Math.exp(-17)).toBeCloseTo(4.14e-8, 10);
  expect(Math.fround(1 / (1 + Math.exp(-17)))).toBeLessThan(1);
  expect(float32Softmax(row, 1)[0]).toBe(1);
});

test('the order of the summands decides the last bit', () => {
  // 1 + 2^-24 rounds to 1, and again; 2^-24 + 2^-24 = 2^-23 does not get lost beside 1.
  const small = -24 * Math.log(2);
  expect(float32Softmax(Float64Array.of(0, small, small), 1)[0]).toBe(1);
  expect(float32Softmax(Float64Array.of(small, small, 0), 1)[2]).toBeLessThan(1);
});

test('temperature divides the logits; dropped tokens have probability 0', () => {
  const q = float32Softmax(Float64Array.of(Math.log(4), 0, Number.NEGATIVE_INFINITY), 2);
  expect(q[0]).toBeCloseTo(2 / 3, 6);
  expect(q[2]).toBe(0);
});

test('a collapsed row has an entropy of exactly 0, unlike in float64', () => {
  expect(float32NegativeEntropy(Float32Array.of(1, 0, 0))).toBe(0);
  expect(float32NegativeEntropy(Float32Array.of(0.5, 0.5))).toBeCloseTo(-Math.log(2), 6);
});

test('exp of a log-softmax may differ in the last place (values of PyTorch 2.13)', () => {
  const row = Float64Array.of(0, -1.25, -6);
  expect(float32Softmax(row, 1)[0]).toBe(Math.fround(0.7758051156997681));
  expect(float32ExpLogSoftmax(row)[0]).toBe(Math.fround(0.7758051753044128));
});

test('the entropy (values of PyTorch 2.13); dropped tokens count nothing, a shift only in rounding', () => {
  expect(float32Entropy(Float64Array.of(0, -3, -5))).toBe(Math.fround(0.22824278473854065));
  expect(float32Entropy(Float64Array.of(7, Number.NEGATIVE_INFINITY, 4, 2))).toBeCloseTo(0.228243, 5);
  expect(float32Entropy(Float64Array.of(3, Number.NEGATIVE_INFINITY))).toBeCloseTo(0, 12);
});
