import { describe, expect, it } from 'vitest';
import { ruleStrips, ruleStripsHeight, ruleStripsLayout } from '../../src/charts/rule-strips.ts';
import { english } from '../../src/words/words.ts';
import { paths, texts } from './marks.ts';

const strip = (label: string, commits: number[], same = false) => ({
  label,
  commits,
  same,
  overwrites: [],
  remasks: [],
});
const strips = {
  length: 10,
  masked: [2, 3, 5],
  done: { ...strip('Mine', [2]), overwrites: [7], remasks: [9] },
  others: [strip('Alike', [2], true), strip('A rule with a name that is far too long for any chart', [3, 5])],
};

describe('ruleStrips', () => {
  it('shows a row a rule with what it would do, what was done on top', () => {
    const words = texts(ruleStrips(strips, 600, english)).map(({ text }) => text);
    expect(words).toEqual(expect.arrayContaining(['Mine', '+1 ↻1 −1 done', 'Alike', 'the same', '+2']));
    const fills = paths(ruleStrips(strips, 600, english)).map(({ fill }) => fill);
    // Band; then masked, commits, overwrites twice (hollow), remasks twice; masked, commits; masked, commits.
    const own = ['grid', 'ink', 'ink', 'surface', '#d1495b', 'surface'];
    expect(fills).toEqual(['ink', ...own, 'grid', 'muted', 'grid', 'accent']);
  });

  it('fits labels and notes to the width', () => {
    const wide = ruleStripsLayout(strips, 600);
    expect(wide.left).toBe(228); // 38 % of the width, which the longest label needs more than.
    expect(wide.right).toBe(488);
    const narrow = texts(ruleStrips(strips, 340, english)).map(({ text }) => text);
    expect(narrow.some((text) => text.startsWith('A rule with') && text.endsWith('…'))).toBe(true);
    expect(narrow).not.toContain('the same');
    const short = ruleStripsLayout({ ...strips, others: [] }, 600);
    expect(short.left).toBeLessThan(60);
  });

  it('puts cells under the position axis', () => {
    const { positions, left } = ruleStripsLayout(strips, 600);
    expect(positions.indexAt(left + 1)).toBe(0);
    expect(positions.indexAt(left - 1)).toBeNull();
    // 260 px of ten positions: position 2 begins at 228 + 52, with half a pixel between cells.
    const commit = paths(ruleStrips(strips, 600, english)).find(
      ({ fill, opacity }) => fill === 'ink' && opacity === undefined,
    );
    expect(commit!.d).toMatch(/^M280\.50,/);
  });

  it('is as high as it says, and reads aloud', () => {
    const scene = ruleStrips(strips, 600, english);
    expect(scene.height).toBe(ruleStripsHeight(2));
    expect(scene.description).toMatch(/^Done by Mine: positions 2\. Alike: the same; A rule .*: 3, 5\.$/);
  });
});
