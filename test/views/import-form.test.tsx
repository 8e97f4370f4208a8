// @vitest-environment jsdom
import { act } from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { guessedChoices } from '../../src/state/import-slice.ts';
import { stubTrace } from '../state/stub-decode.ts';
import { openPage, type Page } from './page.tsx';

const trace = await stubTrace();
const file = new Blob(['[]']);
let page: Page;
beforeEach(() => {
  page = openPage();
  page.change((state) => state.show(trace, 'file', 'end', ['Token 2 was taken for the mask.']));
});
afterEach(() => page.close());

const button = (name: string): HTMLButtonElement =>
  [...page.element.querySelectorAll('button')].find((one) => one.textContent === name)!;
const field = (name: string): HTMLInputElement =>
  [...page.element.querySelectorAll('dialog label')]
    .find((one) => one.textContent === name)!
    .parentElement!.querySelector('input, select')!;
const type = (name: string, value: string): void =>
  act(() => {
    const input = field(name);
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(input, value);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
const choose = (name: string, value: string): void =>
  act(() => {
    const select = field(name);
    Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value')!.set!.call(select, value);
    select.dispatchEvent(new Event('change', { bubbles: true }));
  });

describe('a history of another program', () => {
  it('can be imported again with what the reader knows', async () => {
    expect(button('Import it differently…')).toBeUndefined();
    page.change((state) =>
      state.setImporting({ file, sequences: 3, choices: guessedChoices, problem: null, asking: false }),
    );
    act(() => button('Import it differently…').click());
    await page.appear('dialog');
    type('Mask token id', '5');
    type('Sequence of 3', '2');
    act(() => button('Import').click());
    expect(page.asked.at(-1)).toBe('openHistory');
    expect(page.told).toEqual([file, { ...guessedChoices, maskId: 5, row: 1 }]);
  });

  it('says in the form what is missing, and takes no number that cannot be', async () => {
    const problem = { code: 'unknown-mask', message: 'No mask.', remedy: 'Give it.' } as const;
    page.change((state) => state.setImporting({ file, sequences: 3, choices: guessedChoices, problem, asking: true }));
    await page.appear('dialog');
    expect(page.text('dialog [role=alert]')).toBe('No mask. Give it.');
    type('Sequence of 3', '4');
    expect(page.text('dialog')).toContain('From 1 to 3');
    expect(button('Import').disabled).toBe(true);
  });

  it('takes what else is known, folded away', async () => {
    page.change((state) =>
      state.setImporting({ file, sequences: 1, choices: guessedChoices, problem: null, asking: true }),
    );
    await page.appear('dialog');
    expect(page.element.querySelector<HTMLDetailsElement>('dialog details')!.open).toBe(false);
    choose('First canvas', 'after-first-step');
    choose('Strategy', 'random');
    type('Padding token id', '4');
    expect(page.text('dialog')).toContain('Ids of both, or of neither');
    expect(button('Import').disabled).toBe(true);
    type('End-of-text token ids', '3, x');
    expect(button('Import').disabled).toBe(true);
    type('End-of-text token ids', '3, 4');
    act(() => button('Import').click());
    const told = { firstCanvas: 'after-first-step', strategy: 'random', ends: { pad: 4, eos: [3, 4] } };
    expect(page.told).toEqual([file, { ...guessedChoices, ...told }]);
  });

  it('is forgotten with the next trace', () => {
    page.change((state) =>
      state.setImporting({ file, sequences: 1, choices: guessedChoices, problem: null, asking: true }),
    );
    page.change((state) => state.show(trace, 'example', 'end'));
    expect(page.element.querySelector('dialog')).toBeNull();
  });
});
