// @vitest-environment jsdom
import { act } from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { strategies } from '../../../src/decode/strategies/registry.ts';
import { openPage, type Page } from '../page.tsx';

let page: Page;
beforeEach(() => {
  page = openPage();
});
afterEach(() => page.close());

const field = (label: string) =>
  [...page.element.querySelectorAll<HTMLElement>('.settings .field')].find(
    (one) => one.querySelector('label')?.textContent === label,
  );
const input = (label: string) => field(label)!.querySelector('input')!;
const menu = () => page.element.querySelector<HTMLSelectElement>('.settings select')!;

/** As a user does: React listens to the event of the native value. */
function enter(element: HTMLInputElement | HTMLSelectElement, value: string): void {
  const prototype = element instanceof HTMLInputElement ? HTMLInputElement.prototype : HTMLSelectElement.prototype;
  act(() => {
    Object.getOwnPropertyDescriptor(prototype, 'value')!.set!.call(element, value);
    element.dispatchEvent(new Event(element instanceof HTMLInputElement ? 'input' : 'change', { bubbles: true }));
  });
}

describe('the menu of strategies', () => {
  it('lists every strategy once, in groups', () => {
    const offered = [...menu().querySelectorAll<HTMLOptionElement>('optgroup > option')].map(({ value }) => value);
    expect([...offered].sort()).toEqual(strategies.map(({ id }) => id).sort());
    const labels = [...menu().querySelectorAll('optgroup')].map(({ label }) => label);
    expect(labels).toContain('Revising');
    expect(labels).not.toContain('Other');
  });

  it('says what the chosen one does and where it is from, and takes its schedule', () => {
    enter(menu(), 'low-confidence');
    expect(page.store.getState().settings).toMatchObject({ strategy: 'low-confidence', schedule: 'llada' });
    const { summary, source } = strategies.find(({ id }) => id === 'low-confidence')!;
    expect(page.text('.strategy-summary')).toBe(`${summary} ${source}`);
  });

  it('shows those that the runtime cannot run, disabled, with the reason', () => {
    page.change(() => page.store.setState({ unmet: ['shadow'] }));
    const wino = menu().querySelector<HTMLOptionElement>('option[value=wino]')!;
    expect(wino.disabled).toBe(true);
    expect(wino.title).toContain('a second copy of the block');
    expect(menu().querySelectorAll('option:disabled')).toHaveLength(
      strategies.filter(({ needs }) => needs?.includes('shadow')).length,
    );
    page.change((state) => state.chooseStrategy('wino'));
    expect(page.text('.settings .problem')).toContain('a second copy of the block');
  });
});

describe('the fields of the options', () => {
  it('are those of the chosen strategy, and empty means off', () => {
    expect(page.element.querySelector('.options')).toBeNull();
    page.change((state) => state.chooseStrategy('hierarchy'));
    const specs = strategies.find(({ id }) => id === 'hierarchy')!.options!;
    expect(page.element.querySelectorAll('.options .field')).toHaveLength(specs.length);
    expect(field('Low threshold')!.title).toContain('off (null) commits it always');
    enter(input('Low threshold'), '');
    expect(page.store.getState().settings.options['hierarchy']).toEqual({ lowThreshold: null });
    expect(field('Low threshold')!.querySelector('.problem')).toBeNull();
  });

  it('say in place what is out of range', () => {
    page.change((state) => state.chooseStrategy('threshold'));
    enter(input('Threshold'), '7');
    expect(field('Threshold')!.querySelector('.problem')?.textContent).toBe('A number from 0 to 1.');
    enter(input('Threshold'), '0.5');
    expect(field('Threshold')!.querySelector('.problem')).toBeNull();
    expect(page.store.getState().settings.options).toEqual({ threshold: { threshold: 0.5 } });
  });

  it('keep the value of a strategy that is chosen again', () => {
    page.change((state) => state.chooseStrategy('threshold'));
    enter(input('Threshold'), '0.5');
    page.change((state) => state.chooseStrategy('threshold-dream'));
    expect(input('Threshold').value).toBe('0.9');
    page.change((state) => state.chooseStrategy('threshold'));
    expect(input('Threshold').value).toBe('0.5');
  });
});
