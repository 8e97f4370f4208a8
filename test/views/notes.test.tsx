// @vitest-environment jsdom
import { act } from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importForeignTrace } from '../../src/trace/import-foreign.ts';
import { openPage, type Page } from './page.tsx';

const history = new TextEncoder().encode(
  JSON.stringify([
    [9, 2, 2],
    [9, 2, 4],
    [9, 3, 4],
  ]),
);
const { trace, notes } = importForeignTrace(history, 'run.json', { createdAt: '2025-01-01T00:00:00Z', version: '0' });

let page: Page;
beforeEach(() => {
  page = openPage();
  page.change((state) => state.show(trace, 'file', 'end', notes));
});
afterEach(() => page.close());

describe('an imported history', () => {
  it('comes with its notes as information, which can be dismissed', () => {
    expect(page.text('[role=alert]')).toBe('');
    expect(page.text('.notice.information p')).toBe(notes.join(' '));
    act(() => page.element.querySelector<HTMLElement>('.notice.information button')!.click());
    expect(page.element.querySelector('.notice')).toBeNull();
  });

  it('has charts that say what was not recorded, and a canvas and AR-ness all the same', () => {
    const missing = [...page.element.querySelectorAll('.chart .missing')].map((text) => text.textContent);
    expect(missing).toEqual(Array(2).fill('No evidence was recorded: this trace holds canvases only.'));
    expect(page.text('.chart desc')).toContain('ties not recorded');
    expect([...page.element.querySelectorAll('.canvas .committed')].map((cell) => cell.textContent)).toEqual([
      '⟨3⟩',
      '⟨4⟩',
    ]);
    page.press(']');
    expect(page.text('.inspector')).toContain('No evidence');
  });

  it('has no settings to use', () => {
    expect(page.text('.caption')).not.toContain('Use its settings');
  });
});
