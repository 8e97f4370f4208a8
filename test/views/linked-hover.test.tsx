// @vitest-environment jsdom
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { revisedTrace } from '../state/stub-decode.ts';
import { openPage } from './page.tsx';

const trace = await revisedTrace();
const page = openPage();
afterAll(() => page.close());

beforeEach(() => {
  page.change((state) => state.show(trace, 'file', 'end'));
});

const touched = (): number[] =>
  [...page.element.querySelectorAll<HTMLElement>('.canvas .touched')].map((cell) => Number(cell.dataset['position']));
const svg = (name: string): string => page.text(`.charts svg[aria-label="${name}"]`);

describe('a step under the pointer', () => {
  it('is named over the timeline with what it does, and marks what it touched', () => {
    page.change((state) => state.hover(null, 3));
    expect(page.text('.step-tip')).toBe('step 4def1 masked again');
    expect(new Set(touched())).toEqual(new Set([0, 9]));
    page.change((state) => state.hover(null));
    expect(page.element.querySelector('.step-tip')).toBeNull();
    expect(touched()).toEqual([]);
  });

  it('shows in the inspector what its pass saw', () => {
    page.change((state) => state.hover(3, 0));
    expect(page.text('.inspector')).toContain('Candidates in step 1');
    // All but position 1 and 3 of ten have larger logits: logit 2 is the least.
    expect(page.text('.inspector')).toContain('10 of 10');
    page.change((state) => state.hover(3));
    expect(page.text('.inspector')).toContain('Candidates in step 10');
    expect(page.text('.inspector')).toContain('1 of 1');
  });

  it('is read out in the heat map and in the chart of the steps', async () => {
    page.change((state) => state.hover(3, 0));
    expect(svg('confidence by step and position')).toContain('step 1, position 3: 0.4');
    page.change((state) => state.setChartTab('steps'));
    await page.appear('.charts svg[aria-label="Confidence and entropy over the steps"]');
    expect(svg('Confidence and entropy over the steps')).toContain('step 1: 0.9');
    page.change((state) => state.setChartTab('ar-ness'));
  });
});

describe('a position under the pointer', () => {
  it('marks on the timeline the steps that touched it, each by its shape', () => {
    const marks = (): string[] =>
      [...page.element.querySelectorAll('.position-marks > *')].map(
        (mark) => mark.getAttribute('class') ?? mark.tagName,
      );
    page.change((state) => state.hover(9));
    expect(marks()).toEqual(['commit', 'remask', 'commit']);
    page.change((state) => state.hover(8));
    expect(marks()).toEqual(['commit', 'rect']);
  });

  it('gives its numbers as the title of the canvas', () => {
    page.change((state) => state.hover(8));
    expect(page.element.querySelector('.canvas')!.getAttribute('title')).toMatch(
      /^8: x\ncommitted in step 5 · .*age 5 steps · 1 revision$/,
    );
  });
});

describe('the measures', () => {
  it('stand in a panel of their own, each with its definition', async () => {
    page.change((state) => state.setChartTab('measures'));
    await page.appear('.measures');
    expect(page.text('.measures')).toContain('Remasked1');
    expect(page.text('.measures')).toContain('Mean lifetime3.0 steps');
    for (const row of page.element.querySelectorAll('.measures > div')) expect(row.getAttribute('title')).toBeTruthy();
  });
});
