import { describe, expect, it } from 'vitest';
import { runtimeError } from '../../../src/engine/network/runtime-error.ts';
import { threadCount } from '../../../src/engine/network/web-runtime.ts';

describe('threadCount', () => {
  it.each([
    [1, 1],
    [2, 1],
    [3, 2],
    [4, 3],
    [5, 4],
    [64, 4],
  ])('%i cores: %i', (cores, threads) => {
    expect(threadCount(cores)).toBe(threads);
  });
});

describe('runtimeError', () => {
  it.each([
    'std::bad_alloc',
    "Can't create a session. failed to allocate a buffer of size 4831838208.",
    'Aborted(OOM): out of memory',
    'memory access out of bounds',
  ])('is out-of-memory for: %s', (words) => {
    expect(runtimeError(new Error(words), 'The graph does not run')).toMatchObject({ code: 'out-of-memory' });
  });

  it('is bad-graph for all else, what is no Error included', () => {
    const error = runtimeError(new Error('ERROR_CODE: 7, invalid protobuf'), 'The runtime rejects the graph');
    expect(error).toMatchObject({
      code: 'bad-graph',
      message: 'The runtime rejects the graph: ERROR_CODE: 7, invalid protobuf',
    });
    expect(runtimeError(13_370_000, 'The graph does not run').message).toBe('The graph does not run: 13370000');
  });
});
