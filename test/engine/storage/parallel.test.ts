import { describe, expect, it } from 'vitest';
import { createTurns, inParallel } from '../../../src/engine/storage/parallel.ts';

const pause = () => new Promise((resolve) => setTimeout(resolve));

describe('inParallel', () => {
  const never = new AbortController().signal;

  it('does every item, so many at once and not more', async () => {
    const done: number[] = [];
    let now = 0;
    let most = 0;
    await inParallel([1, 2, 3, 4, 5, 6, 7], 3, never, async (item) => {
      most = Math.max(most, ++now);
      await pause();
      now--;
      done.push(item);
    });
    expect(done.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });

  it('throws the first failure when all that ran has ended, and begins no more', async () => {
    const begun: number[] = [];
    let running = 0;
    const work = inParallel([1, 2, 3, 4], 2, never, async (item, signal) => {
      begun.push(item);
      running++;
      if (item === 1) {
        running--;
        throw new Error('first');
      }
      while (!signal.aborted) await pause();
      await pause();
      running--;
      throw new Error('second');
    });
    await expect(work).rejects.toThrow('first');
    expect([begun, running]).toEqual([[1, 2], 0]);
  });

  it('stops with its signal', async () => {
    const stop = new AbortController();
    const work = inParallel([1], 1, stop.signal, async (_, signal) => {
      stop.abort();
      expect(signal.aborted).toBe(true);
    });
    await expect(work).resolves.toBeUndefined();
  });
});

describe('createTurns', () => {
  it('runs one after another, in order, whatever fails', async () => {
    const inTurn = createTurns();
    const said: string[] = [];
    const say = (word: string, fails = false) =>
      inTurn(async () => {
        said.push(`${word} begins`);
        await pause();
        said.push(`${word} ends`);
        if (fails) throw new Error(word);
        return word;
      });
    expect(await Promise.allSettled([say('a', true), say('b'), say('c')])).toMatchObject([
      { status: 'rejected' },
      { value: 'b' },
      { value: 'c' },
    ]);
    expect(said).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });
});
