import { expect, it } from 'vitest';
import { decodePace } from '../../src/metrics/decode-pace.ts';
import { MASK, traceOf } from '../trace/fixture.ts';

const at = (position: number, tokenId = 7) => ({ position, tokenId });

it('counts passes, commits and what stands in the end', () => {
  // Three, none (the mask id), one and a remask, one: 5 commits, of which positions 1, 2, 3, 0 … 0 is masked and refilled.
  const trace = traceOf(5, [
    { unmask: [at(0), at(1), at(2)] },
    { unmask: [at(3, MASK)] },
    { unmask: [at(3)], remask: [0] },
    { unmask: [at(0)] },
  ]);
  expect(decodePace(trace)).toEqual({ passes: 4, tokens: 4, commits: 5, tokensPerPass: 1, mostPerPass: 3 });
  expect(decodePace(trace, 3)).toEqual({ passes: 3, tokens: 3, commits: 4, tokensPerPass: 1, mostPerPass: 3 });
  expect(decodePace(trace, 0)).toEqual({ passes: 0, tokens: 0, commits: 0, tokensPerPass: null, mostPerPass: 0 });
});
