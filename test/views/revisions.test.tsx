// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entropyColour } from '../../src/charts/colour.ts';
import { revisedTrace, stubTrace } from '../state/stub-decode.ts';
import { openPage, type Page } from './page.tsx';

const trace = await revisedTrace();

let page: Page;
beforeEach(() => {
  page = openPage();
  page.change((state) => state.show(trace, 'example', 'end'));
});
afterEach(() => page.close());

const cell = (position: number) => page.element.querySelector<HTMLElement>(`.canvas [data-position="${position}"]`)!;
const fact = (name: string) =>
  [...page.element.querySelectorAll('.step-card div')].find((row) => row.querySelector('dt')?.textContent === name)!
    .lastElementChild!.textContent;

describe('a remask', () => {
  it('shows on the canvas at its step, as an outline again', () => {
    page.change((state) => state.seek(4));
    expect(cell(9).className).toContain('masked remasked');
    expect(cell(9).getAttribute('aria-label')).toContain('masked again');
    page.change((state) => state.seek(5));
    expect(cell(9).className).not.toContain('remasked');
    expect(cell(9).className).toContain('masked');
  });

  it('is a bar that points down, behind the cursor or ahead of it', () => {
    const bar = (part: string) =>
      page.element
        .querySelector(`.timeline .${part}.down`)!
        .getAttribute('d')!
        .replace(/\d+\.\d+/g, (number) => `${Math.round(Number(number))}`);
    // 600 × 290 pixels and ten steps: a cell is 60 wide. Two commits up, one remask down: zero is at 193.
    expect(bar('behind')).toBe('M180,193h59V290h-59z');
    page.change((state) => state.seek(3));
    expect(bar('behind')).toBe('');
    expect(bar('ahead')).toBe('M180,193h59V290h-59z');
  });
});

describe('an overwrite', () => {
  it('shows on the canvas at its step', () => {
    page.change((state) => state.seek(5));
    expect(cell(8).className).toContain('fresh overwritten');
    expect(cell(8).getAttribute('aria-label')).toContain('overwritten');
    page.change((state) => state.seek(6));
    expect(cell(8).className).not.toContain('overwritten');
  });
});

describe('the step card', () => {
  it('counts what was committed, remasked and overwritten, and shows the note', () => {
    page.change((state) => state.seek(4));
    expect(['Committed', 'Remasked', 'Overwritten', 'Masked'].map(fact)).toEqual(['1', '1', '0', '7']);
    expect(page.text('.step-note')).toContain('Position 9 is doubtful.');
    page.change((state) => state.seek(5));
    expect(['Committed', 'Remasked', 'Overwritten', 'Masked'].map(fact)).toEqual(['1', '0', '1', '7']);
    expect(page.text('.step-note')).not.toContain('doubtful');
  });
});

describe('the inspector', () => {
  it('tells the history of a position that was revised', async () => {
    page.change((state) => state.pin(9));
    expect(page.text('.inspector')).toContain('committed 1, remasked 4, committed 6');
    page.change((state) => state.seek(5));
    expect(page.text('.inspector')).toContain('committed 1, remasked 4');
    expect(page.text('.inspector')).not.toContain('committed 6');
    page.change((state) => state.pin(7));
    expect(page.text('.inspector')).not.toContain('History');
  });
});

describe('colour by revisions', () => {
  it('is the fifth, bright for tokens that stood', () => {
    page.press('5');
    expect(cell(7).style.getPropertyValue('--cell')).toBe(entropyColour(0, 1));
    expect(cell(9).style.getPropertyValue('--cell')).toBe(entropyColour(1, 1));
  });
});

describe('a run that stalled', () => {
  it('is announced, and said above the canvas', async () => {
    const plain = await stubTrace(4);
    page.change((state) => {
      state.beginRun({ ...plain, steps: [] });
      state.endRun({ ...plain, finish: 'stalled' });
    });
    expect(page.text('p[role=status]')).toContain('Decode stalled after 4 steps');
    expect(page.text('.caption')).toContain('It stalled after 4 steps');
  });
});
