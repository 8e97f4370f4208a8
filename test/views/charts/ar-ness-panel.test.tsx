// @vitest-environment jsdom
import { act } from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultConvention, namedConventions } from '../../../src/metrics/ar-ness.ts';
import { stubTrace } from '../../state/stub-decode.ts';
import { openPage, type Page } from '../page.tsx';

const plain = await stubTrace();
/** Two of the first four steps are ties. */
const tied = {
  ...plain,
  steps: plain.steps.map((step, index) =>
    index === 1 || index === 2 ? { ...step, boundary: { ties: 3, gap: 0 } } : step,
  ),
};

let page: Page;
beforeEach(() => {
  page = openPage();
  page.change((state) => state.show(tied, 'example', 'end'));
});
afterEach(() => page.close());

const menu = () => page.element.querySelector<HTMLSelectElement>('.menu-body select')!;
const choose = (value: string) =>
  act(() => {
    menu().value = value;
    menu().dispatchEvent(new Event('change', { bubbles: true }));
  });

describe('the menu of conventions', () => {
  it('offers those that have a name, and sets all of their choices', () => {
    expect([...menu().options].map(({ value }) => value)).toEqual(namedConventions.map(({ id }) => id));
    choose('paper-appendix');
    expect(page.store.getState().convention).toEqual({ ...defaultConvention, match: 'set', denominator: 'T' });
    expect(page.text('.chart')).toContain('as a set, T,');
    choose('default');
    expect(page.store.getState().convention).toEqual(defaultConvention);
  });

  it('says so where a combination has no name', () => {
    page.change((state) => state.changeConvention({ tail: 'trimmed' }));
    expect(menu().value).toBe('custom');
    choose('third-party');
    expect(menu().value).toBe('third-party');
    expect([...menu().options].map(({ value }) => value)).not.toContain('custom');
  });
});

describe('the share of ties', () => {
  it('stands beside the title, up to the cursor', () => {
    expect(page.text('.tie-note')).toBe('20 % ties');
    page.change((state) => state.seek(4));
    expect(page.text('.tie-note')).toBe('50 % ties');
    page.change((state) => state.seek(0));
    expect(page.element.querySelector('.tie-note')).toBeNull();
  });
});
