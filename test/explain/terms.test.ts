import { beforeAll, describe, expect, it } from 'vitest';
import { type TextMark, textBox } from '../../src/charts/text-layout.ts';
import { PICTURE } from '../../src/explain/term.ts';
import { type TermId, termIds } from '../../src/explain/term-id.ts';
import { explain } from '../../src/explain/terms.ts';
import { english, loadWords, type Words } from '../../src/words/words.ts';

let chinese: Words;
beforeAll(async () => {
  chinese = await loadWords('zh');
});

const textsOf = (id: TermId, t: Words = english): readonly string[] =>
  explain(id, t).picture.marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));

describe.each(termIds)('%s', (id) => {
  it('is one paragraph of 60 to 110 words with a source', () => {
    const { name, text, source } = explain(id, english);
    expect(name).not.toBe('');
    expect(text.split(/\s+/).length).toBeGreaterThanOrEqual(60);
    expect(text.split(/\s+/).length).toBeLessThanOrEqual(110);
    expect(text).not.toMatch(/\{\{|\n/);
    expect(source).toMatch(/arXiv \d{4}\.\d{5}|doi:|\.(py|ts|md)\b/);
  });

  it('is said in Chinese, with the same source', () => {
    const { text, source, picture } = explain(id, chinese);
    expect(text).toMatch(/^[^{}]{80,200}$/);
    expect(text.match(/[\u4e00-\u9fff]/g)!.length).toBeGreaterThan(60);
    expect(source).toBe(explain(id, english).source);
    expect(picture.description).toMatch(/[\u4e00-\u9fff]/);
  });

  it.each(['en', 'zh'])('has a picture that fits, with title and description (%s)', (language) => {
    const t = language === 'zh' ? chinese : english;
    const { name, picture } = explain(id, t);
    expect(picture).toMatchObject({ ...PICTURE, title: name });
    expect(picture.description).toMatch(/[.。]$/);
    expect(picture.description).not.toMatch(/\{\{|NaN|undefined/);
    expect(picture.marks.length).toBeGreaterThan(4);
    for (const mark of picture.marks) {
      expect(JSON.stringify(mark)).not.toMatch(/null|NaN|undefined/);
      if (mark.kind !== 'text') continue;
      const { left, right, top, bottom } = textBox(mark as TextMark);
      expect(left, mark.text).toBeGreaterThanOrEqual(-1);
      expect(right, mark.text).toBeLessThanOrEqual(PICTURE.width + 1);
      expect(top, mark.text).toBeGreaterThanOrEqual(0);
      expect(bottom, mark.text).toBeLessThanOrEqual(PICTURE.height + 2);
    }
  });
});

/** Worked by hand from the toy evidence that each picture shows. */
describe('numbers in the pictures', () => {
  it('local AR-ness of 0 1 2 5 6 3 4 7: followers 1, 2, 6, 4; after two only 2', () => {
    expect(textsOf('local-ar-ness')).toEqual(expect.arrayContaining(['local@1 = 4/7 = 0.57', 'local@2 = 1/6 = 0.17']));
  });

  it('global AR-ness of 0 2 1 3 7 5 4 6: first holes 0, 1, 3, 4, 6; 7 is not even second', () => {
    expect(textsOf('global-ar-ness')).toEqual(
      expect.arrayContaining(['global@1 = 5/8 = 0.63', 'global@2 = 7/8 = 0.88']),
    );
  });

  it('AR-ness: three runs of four; swapped neighbours', () => {
    // 9 of 11 follow; only the last run lies among the two leftmost. No swapped token follows; all are among the two.
    const numbers = textsOf('ar-ness').filter((text) => /^\d\.\d\d$/.test(text));
    expect(numbers).toEqual(['0.82', '0.33', '0.00', '1.00']);
  });

  it('local@2 of 1 0 2 3 4: 4 in order, of 3 or of 5; 2 as well as a set', () => {
    const numbers = textsOf('convention').filter((text) => /^\d\.\d\d$/.test(text));
    expect(numbers).toEqual(['0.33', '0.20', '0.40']);
  });

  it('Kendall’s τ of 0 3 1 2 5 4: (12 − 3) / 15', () => {
    expect(textsOf('kendall-tau')).toEqual(expect.arrayContaining(['in order: 12', 'crossed: 3', 'τ = 0.60']));
  });

  it('each rule of the strategy picture prefers another position', () => {
    expect(explain('strategy', english).picture.description).toContain(
      // −.55 ln .55 − .45 ln .45 = 0.688; .58 − .14
      'confidence: C 0.60, entropy: A 0.69, margin: B 0.44',
    );
  });

  it('Dream commits nothing first and two last, LLaDA one each', () => {
    expect(explain('schedule', english).picture.description).toContain(
      'LLaDA: 1 1 1 1 1 1 1 1; Dream: 0 1 1 1 1 1 1 2',
    );
  });

  it('top-p 0.8 of .42 .26 .15 keeps the token that crosses', () => {
    expect(textsOf('top-p')).toEqual(expect.arrayContaining(['p = 0.8: 3 tokens kept', 'mass 0.83']));
  });

  it('four positions of one token each tie', () => {
    expect(textsOf('ties')).toContain('4 of 8 tie at entropy 0');
  });

  it('a remask that comes back the same is no flip, an overwrite is one', () => {
    expect(textsOf('flip')).toContain('flips 1 · remasks 1 · overwrites 1');
  });

  it('guidance 2 of ℓ (.8, 1.6, .4, 0) against (1, .8, .4, .2) is (.4, 3.2, .4, −.4)', () => {
    const total = Math.exp(0.4) + Math.exp(3.2) + Math.exp(0.4) + Math.exp(-0.4);
    expect(explain('guidance', english).picture.description).toContain(`w = 2 ${(Math.exp(3.2) / total).toFixed(2)}`);
  });

  it('alg_temp 0.1 sharpens the softmax of the scores', () => {
    const scores = [-0.1, -0.9, -0.35, -1.6, -0.2, -0.6];
    const chance = (algTemp: number): string =>
      (Math.exp(-0.1 / algTemp) / scores.reduce((sum, score) => sum + Math.exp(score / algTemp), 0)).toFixed(2);
    expect(explain('alg-temp', english).picture.description).toContain(
      `alg_temp 0.1: ${chance(0.1)}, alg_temp 1: ${chance(1)}`,
    );
  });

  it('the sink index is head minus rest', () => {
    const [head, rest, index] = explain('entropy-sink', english)
      .picture.description.match(/\d\.\d\d/g)!
      .map(Number);
    expect(head! - rest!).toBeCloseTo(index!, 1);
    expect(index).toBeGreaterThan(0.3);
  });
});
