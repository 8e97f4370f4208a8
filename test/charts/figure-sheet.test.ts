import { describe, expect, it } from 'vitest';
import { COLUMN_INCHES, type FigureOptions, figurePanels, figureSheet } from '../../src/charts/figure-sheet.ts';
import type { Mark, Scene } from '../../src/charts/scene.ts';
import { textBox } from '../../src/charts/text-layout.ts';
import { provenanceOf } from '../../src/export/provenance.ts';
import { sceneToSvg } from '../../src/export/svg.ts';
import { defaultConvention } from '../../src/metrics/ar-ness.ts';
import { english, loadWords } from '../../src/words/words.ts';
import { smallTrace } from './fixture.ts';

const trace = smallTrace();
const one = [{ label: 'entropy', trace }];
const two = [...one, { label: 'random', trace: { ...trace, steps: trace.steps.slice(0, 1) } }];
const options: FigureOptions = {
  columns: 'single',
  panels: figurePanels,
  convention: defaultConvention,
  heat: 'confidence',
  caption: true,
};

type Text = Extract<Mark, { kind: 'text' }>;

/** Every text with its place on the sheet. */
function textsOf(marks: readonly Mark[], dx = 0, dy = 0): Text[] {
  return marks.flatMap((mark) => {
    if (mark.kind === 'group') return textsOf(mark.marks, dx + mark.x, dy + mark.y);
    return mark.kind === 'text' ? [{ ...mark, x: mark.x + dx, y: mark.y + dy }] : [];
  });
}
const words = (scene: Scene): string[] => textsOf(scene.marks).map(({ text }) => text);

describe('figureSheet', () => {
  it('is as wide as a column, with text of 8 points', () => {
    for (const columns of ['single', 'double'] as const) {
      const scene = figureSheet(one, { ...options, columns }, english);
      // 12 pixels of 108 to the inch are 8 of 72.
      expect(scene.width).toBe(COLUMN_INCHES[columns] * 108);
      for (const { size } of textsOf(scene.marks)) expect(size).toBe(12);
      const svg = sceneToSvg(scene, 'light', provenanceOf(trace), COLUMN_INCHES[columns]);
      expect(svg).toContain(` width="${COLUMN_INCHES[columns]}in" height="`);
    }
  });

  it('letters the panels that are there, in order', () => {
    const letters = (scene: Scene): string[] =>
      words(scene).flatMap((text) => text.match(/^\([a-z]\)(?= [A-Z]|$)/) ?? []);
    const plain = { ...options, caption: false };
    expect(letters(figureSheet(one, plain, english))).toEqual(['(a)', '(b)', '(c)', '(d)']);
    expect(words(figureSheet(one, { ...plain, panels: ['sink', 'heat'] }, english))).toContain('(a) Entropy sink');
    expect(words(figureSheet(two, plain, english))).toEqual(expect.arrayContaining(['(d) entropy', '(e) random']));
  });

  it('says convention, model, strategy and seed in its caption', () => {
    const { description } = figureSheet(one, { ...options, caption: false }, english);
    expect(description).toContain('(a) Local AR-ness@k (ordered, T−k');
    expect(description).toContain(`${trace.model.label}, strategy entropy, temperature 0`);
    expect(description).toMatch(/seed 0\.$/);
    expect(figureSheet(two, options, english).description).toContain(
      '(d–e) Confidence by step and position. entropy: ',
    );
  });

  it('draws each decode in each curve panel, told apart without colour', () => {
    const curves = figureSheet(two, { ...options, panels: ['local'], caption: false }, english).marks.flatMap((mark) =>
      mark.kind === 'path' ? [mark.dash] : [],
    );
    // A piece in the legend and the curve, of each.
    expect(curves).toEqual([undefined, '6 3', undefined, '6 3']);
  });

  it.each(['single', 'double'] as const)('keeps every text on the sheet of a %s column', async (columns) => {
    for (const t of [english, await loadWords('zh')]) {
      for (const runs of [one, two]) {
        const scene = figureSheet(runs, { ...options, columns }, t);
        for (const text of textsOf(scene.marks)) {
          if (text.rotate !== undefined) continue;
          const box = textBox(text);
          expect(box.left, text.text).toBeGreaterThanOrEqual(-1);
          expect(box.right, text.text).toBeLessThanOrEqual(scene.width + 1);
          expect(box.bottom, text.text).toBeLessThanOrEqual(scene.height);
        }
      }
    }
  });

  it('stands without steps', () => {
    const empty = [{ label: 'entropy', trace: { ...trace, steps: [] } }];
    expect(figureSheet(empty, options, english).marks.length).toBeGreaterThan(10);
  });

  it.each(['single', 'double'] as const)('writes %s as it did', async (columns) => {
    const scene = figureSheet(two, { ...options, columns }, english);
    const svg = sceneToSvg(scene, 'light', provenanceOf(trace), COLUMN_INCHES[columns]);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    await expect(svg).toMatchFileSnapshot(`../export/snapshots/figure-${columns}.svg`);
  });
});
