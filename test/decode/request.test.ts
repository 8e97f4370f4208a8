import { describe, expect, test } from 'vitest';
import {
  blockSpans,
  checkRequest,
  DEFAULT_CANDIDATES,
  DEFAULT_EPS,
  defaultSampling,
} from '../../src/decode/request.ts';
import type { DecodeRequest, Sampling } from '../../src/decode/types.ts';

const request: DecodeRequest = {
  prompt: Int32Array.of(5, 6),
  maskId: 3,
  canvasLength: 12,
  steps: 6,
  blockLength: 4,
  strategy: 'entropy',
  schedule: 'dream',
  eps: DEFAULT_EPS,
  skipEmptySteps: false,
  algTemp: 0,
  sampling: defaultSampling,
  candidates: DEFAULT_CANDIDATES,
  seed: '0',
};

test('a legal request passes, up to the last position of the context', () => {
  expect(() => checkRequest(request, 14)).not.toThrow();
});

test('a block that begins in the prompt may be longer than the canvas', () => {
  const editing = { ...request, strategy: 'llada21-edit', blockLength: 13 };
  expect(() => checkRequest(editing, 14)).not.toThrow();
  expect(() => checkRequest({ ...editing, blockLength: 4097 }, 14)).toThrow(/blockLength is 4097.*1 to 4096/);
});

describe('prompt-too-long', () => {
  test('names all three numbers', () => {
    expect(() => checkRequest(request, 13)).toThrow(
      expect.objectContaining({ code: 'prompt-too-long', message: expect.stringMatching(/2 tokens.*12.*13/) }),
    );
  });
});

describe('bad-settings names field, value and range', () => {
  const changes: [string, Partial<DecodeRequest>, RegExp][] = [
    ['maskId', { maskId: -1 }, /maskId is -1.*from 0/],
    ['mask in the prompt', { prompt: Int32Array.of(5, 3) }, /prompt\[1\] is 3/],
    ['negative token', { prompt: Int32Array.of(-2) }, /prompt\[0\] is -2/],
    ['canvasLength 0', { canvasLength: 0 }, /canvasLength is 0.*1 to 4096/],
    ['canvasLength too long', { canvasLength: 4097 }, /canvasLength is 4097.*1 to 4096/],
    ['canvasLength NaN', { canvasLength: Number.NaN }, /canvasLength is NaN/],
    ['blockLength too long', { blockLength: 13 }, /blockLength is 13.*1 to 12/],
    ['blockLength no divisor', { blockLength: 5 }, /blockLength is 5.*divisor.*12/],
    ['steps below blocks', { steps: 2 }, /steps is 2.*3 to 4096/],
    ['steps no multiple', { steps: 7 }, /steps is 7.*multiple.*3/],
    ['steps too many', { steps: 4098 }, /steps is 4098.*3 to 4096/],
    ['steps fractional', { steps: 4.5 }, /steps is 4.5.*whole/],
    ['strategy', { strategy: 'best' }, /strategy is "best"/],
    ['schedule', { schedule: 'cosine' as 'dream' }, /schedule is cosine.*dream, llada/],
    ['eps 1', { eps: 1 }, /eps is 1.*less than 1/],
    ['eps NaN', { eps: Number.NaN }, /eps is NaN/],
    ['skipEmptySteps', { skipEmptySteps: 1 as unknown as boolean }, /skipEmptySteps is 1/],
    ['algTemp', { algTemp: -0.1 }, /algTemp is -0.1.*0 to 10/],
    ['candidates 0', { candidates: 0 }, /candidates is 0.*1 to 256/],
    ['candidates 257', { candidates: 257 }, /candidates is 257/],
    ['seed', { seed: '1.5' }, /seed is "1.5"/],
  ];
  test.each(changes)('%s', (_, change, message) => {
    expect(() => checkRequest({ ...request, ...change }, 1000)).toThrow(
      expect.objectContaining({ code: 'bad-settings', message: expect.stringMatching(message) }),
    );
  });

  const samplings: [string, Partial<Sampling>, RegExp][] = [
    ['temperature below', { temperature: -1 }, /temperature is -1.*0 to 10/],
    ['temperature above', { temperature: 10.5 }, /temperature is 10.5/],
    ['topP 0', { topP: 0 }, /topP is 0.*more than 0/],
    ['topP above', { topP: 1.01 }, /topP is 1.01/],
    ['topK 0', { topK: 0 }, /topK is 0/],
    ['topK fractional', { topK: 2.5 }, /topK is 2.5/],
    ['order', { order: 'both' as 'filter-first' }, /order is both/],
    ['suppressMask', { suppressMask: 'no' as unknown as boolean }, /suppressMask is no/],
    ['precision', { precision: 'float16' as 'float32' }, /precision is float16/],
  ];
  test.each(samplings)('sampling: %s', (_, change, message) => {
    expect(() => checkRequest({ ...request, sampling: { ...defaultSampling, ...change } }, 1000)).toThrow(
      expect.objectContaining({ code: 'bad-settings', message: expect.stringMatching(message) }),
    );
  });
});

test('blockSpans cuts the canvas left to right and shares out the steps', () => {
  expect(blockSpans(request)).toEqual([
    { start: 0, end: 4, index: 0, steps: 2 },
    { start: 4, end: 8, index: 1, steps: 2 },
    { start: 8, end: 12, index: 2, steps: 2 },
  ]);
});
