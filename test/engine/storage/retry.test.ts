import { describe, expect, it } from 'vitest';
import { Transient, within, withRetries } from '../../../src/engine/storage/retry.ts';
import { retryAfter } from '../../../src/engine/storage/url-source.ts';
import { DiffuscopeError } from '../../../src/model/error.ts';

const retrying = (pauses: readonly number[], signal = new AbortController().signal) => ({ signal, pauses });

describe('withRetries', () => {
  it('tries once more than there are pauses, then says what the last try said', async () => {
    let tries = 0;
    const work = async () => {
      throw new Transient(`try ${++tries}`);
    };
    await expect(withRetries(retrying([0, 0, 0]), work)).rejects.toMatchObject({ code: 'network', message: 'try 4' });
    expect(tries).toBe(4);
  });

  it('counts anew when the work got on', async () => {
    let tries = 0;
    const result = await withRetries(retrying([0]), async (gotOn) => {
      if (++tries === 5) return 'done';
      gotOn();
      throw new Transient('cut');
    });
    expect([result, tries]).toEqual(['done', 5]);
  });

  it('does not try again what no try mends', async () => {
    let tries = 0;
    const work = async () => {
      tries++;
      throw new DiffuscopeError('not-found', 'gone');
    };
    await expect(withRetries(retrying([0, 0]), work)).rejects.toMatchObject({ code: 'not-found' });
    expect(tries).toBe(1);
  });

  it('does not wait for ever, whatever a server asks for', async () => {
    const work = async () => {
      throw new Transient('busy', { pause: 3_600_000 });
    };
    await expect(withRetries(retrying([0, 0]), work)).rejects.toMatchObject({ code: 'network', message: 'busy' });
  });

  it('ends its pause when it is stopped', async () => {
    const stop = new AbortController();
    const ended = withRetries(retrying([60_000], stop.signal), async () => {
      setTimeout(() => stop.abort());
      throw new Transient('cut');
    });
    await expect(ended).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('within', () => {
  it('gives what comes in time', async () => {
    expect(await within(60_000, Promise.resolve(7))).toBe(7);
    await expect(within(60_000, Promise.reject(new Error('cut')))).rejects.toThrow('cut');
  });

  it('does not wait longer', async () => {
    await expect(within(5, new Promise(() => {}))).rejects.toThrow('nothing came for 5 ms');
  });
});

describe('retryAfter', () => {
  const now = Date.parse('Fri, 31 Dec 1999 23:59:00 GMT');
  // Both forms of RFC 9110, section 10.2.3.
  it.each([
    ['120', 120_000],
    ['Fri, 31 Dec 1999 23:59:59 GMT', 59_000],
    ['Fri, 31 Dec 1999 23:00:00 GMT', 0],
    ['soon', 0],
    [null, 0],
  ])('%s', (text, millis) => expect(retryAfter(text, now)).toBe(millis));
});
