import { expect, test } from 'vitest';
import { ProgressLine } from '../../src/cli/progress-line.ts';

/** What is written for steps at these seconds. */
function written(isTTY: boolean, ...steps: (readonly [seconds: number, phase: string, done: number, total: number])[]) {
  let time = 0;
  const out: string[] = [];
  const line = new ProgressLine({ isTTY, write: (text) => out.push(text) }, () => time);
  for (const [seconds, phase, done, total] of steps) {
    time = 1000 * seconds;
    line.show({ phase, done, total });
  }
  line.end();
  return out;
}

test('bytes, rate and time left, a line every ten seconds', () => {
  expect(
    written(
      false,
      [0, 'Reading headers', 0, 0],
      [0, 'Converting', 0, 4e9],
      [1, 'Converting', 0.1e9, 4e9],
      [10, 'Converting', 1e9, 4e9],
      [20, 'Converting', 4e9, 4e9],
      [20, 'Verifying', 0, 30e6],
    ),
  ).toEqual([
    'Reading headers …\n',
    'Converting: 0.00 of 4.00 GB\n',
    'Converting: 1.00 of 4.00 GB · 100 MB/s · 30 s left\n',
    // The last ten seconds count.
    'Converting: 4.00 of 4.00 GB · 300 MB/s\n',
    'Verifying: 0.0 of 30.0 MB\n',
  ]);
});

test('on a terminal one line of each phase, drawn again ten times a second at most', () => {
  const out = written(true, [0, 'a', 0, 9e6], [0.05, 'a', 1e6, 9e6], [1, 'a', 2e6, 9e6], [2, 'b', 0, 9e6]);
  expect(out).toEqual([
    '\r\u001b[Ka: 0.0 of 9.0 MB',
    '\r\u001b[Ka: 2.0 of 9.0 MB · 2.0 MB/s · 4 s left',
    '\n',
    '\r\u001b[Kb: 0.0 of 9.0 MB',
    '\n',
  ]);
});

test.each([
  [10_000, /· 2 h 46 min left/],
  [100_000, /· 16 min 40 s left/],
])('a slow one, %i bytes a second', (rate, left) => {
  expect(written(false, [0, 'a', 0, 100e6], [10, 'a', 10 * rate, 100e6 + 10 * rate])[1]).toMatch(left);
});
