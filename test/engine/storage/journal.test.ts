import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doneLine, headLine, parseJournal, verifiedLine } from '../../../src/engine/storage/journal.ts';

const sha256 = 'a'.repeat(64);
const head = headLine(100, '"v1"');

describe('parseJournal', () => {
  it('knows nothing without a head', () => {
    for (const text of ['', 'done 0 10\n', head.trimEnd(), head.replace('100', '-1'), head.replace('=%22', '=%2')]) {
      expect(parseJournal(text, sha256)).toBeNull();
    }
  });

  it('joins the ranges that are noted', () => {
    const text = head + doneLine({ start: 50, end: 60 }) + doneLine({ start: 0, end: 50 });
    expect(parseJournal(text, sha256)).toEqual({
      bytes: 100,
      version: '"v1"',
      done: [{ start: 0, end: 60 }],
      verified: false,
      length: text.length,
    });
  });

  it.each([null, '', '-', 'W/"é %\\ \n"', 'Thu, 01 Jan 1970 00:00:00 GMT'])('keeps the version %j', (version) => {
    expect(parseJournal(headLine(7, version), sha256)).toMatchObject({ bytes: 7, version });
  });

  it('is verified by the hash of this file alone', () => {
    expect(parseJournal(head + verifiedLine(sha256), sha256)).toMatchObject({
      verified: true,
      done: [{ start: 0, end: 100 }],
    });
    expect(parseJournal(head + verifiedLine('b'.repeat(64)), sha256)).toMatchObject({ verified: false, done: [] });
    expect(parseJournal(head + verifiedLine(sha256).trimEnd(), sha256)).toMatchObject({ verified: false });
  });

  it('ends at the first line that cannot be', () => {
    for (const line of ['done 5 5\n', 'done 0 101\n', 'done 9 3\n', '\0\0\0\0\n', 'done 0 1e2\n']) {
      const text = head + doneLine({ start: 0, end: 3 });
      expect(parseJournal(text + line + doneLine({ start: 10, end: 20 }), sha256)).toMatchObject({
        done: [{ start: 0, end: 3 }],
        length: text.length,
      });
    }
  });

  it('cut anywhere, says nothing that the whole does not say, and where to go on', () => {
    const line = fc
      .tuple(fc.nat(99), fc.integer({ min: 1, max: 100 }))
      .map(([a, b]) => doneLine({ start: Math.min(a, b - 1), end: Math.max(a + 1, b) }));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), fc.nat(250), (lines, cut) => {
        const text = head + lines.join('') + verifiedLine(sha256);
        const part = parseJournal(text.slice(0, cut), sha256);
        if (cut < head.length) {
          expect(part).toBeNull();
          return;
        }
        const whole = text.slice(0, part!.length);
        expect(whole.endsWith('\n')).toBe(true);
        // One more line, and it would be beyond the cut.
        expect(part!.length === text.length || text.indexOf('\n', part!.length) + 1 > cut).toBe(true);
        expect(part!.verified).toBe(cut >= text.length);
        expect(parseJournal(whole, sha256)).toEqual(part);
      }),
    );
  });
});
