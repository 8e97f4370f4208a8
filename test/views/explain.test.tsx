// @vitest-environment jsdom
import { act } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { termIds } from '../../src/explain/term-id.ts';
import { loadWords } from '../../src/words/words.ts';
import { stubTrace } from '../state/stub-decode.ts';
import { openPage, type Page } from './page.tsx';

// The chunks that come on demand are there by now, so that they render inside `act`.
await Promise.all([
  import('../../src/views/explain/term-card.tsx'),
  import('../../src/views/explain/glossary-dialog.tsx'),
  import('../../src/views/explain/tour-card.tsx'),
]);
const trace = await stubTrace();
const chinese = await loadWords('zh');

let page: Page;
beforeEach(() => {
  page = openPage();
  page.change((state) => state.show(trace, 'example', 'end'));
});
afterEach(() => page.close());

const find = <Kind extends HTMLElement = HTMLElement>(selector: string) => document.querySelector<Kind>(selector);
/** The place of a card is computed some frames later. */
const settled = (change: () => void) =>
  act(async () => {
    change();
    await new Promise((resolve) => setTimeout(resolve, 60));
  });
/** Chunks that are loaded on demand arrive later. */
const appear = (selector: string): Promise<HTMLElement> =>
  vi.waitFor(async () => {
    await settled(() => {});
    const element = find(selector);
    if (element === null) throw new Error(`no ${selector} yet`);
    return element;
  }, 10_000);
const click = (element: Element | null) => settled(() => (element as HTMLElement).click());
const press = (key: string, target: Element = document.body) => settled(() => page.press(key, {}, target));

describe('a term', () => {
  it('opens its card with paragraph, picture and source, and closes it', async () => {
    const term = find('[data-term="entropy-sink"]')!;
    expect(term.getAttribute('aria-expanded')).toBe('false');
    await click(term);
    const card = await appear('.term-card');
    expect(term.getAttribute('aria-expanded')).toBe('true');
    expect(document.activeElement).toBe(card);
    expect(card.getAttribute('role')).toBe('dialog');
    expect(card.querySelector('h2')?.textContent).toBe('Entropy sink');
    expect(card.querySelector('svg[role="img"] desc')?.textContent).toContain('falls like an L');
    expect(card.querySelector('.source')?.textContent).toContain('arXiv 2506.20639');
    await click(card.querySelector('[aria-label="Close"]'));
    expect(find('.term-card')).toBeNull();
    expect(term.getAttribute('aria-expanded')).toBe('false');
  });

  it('closes with the press that would have opened it again', async () => {
    const term = find('[data-term="ar-ness"]')!;
    await click(term);
    const card = await appear('.term-card');
    act(() => term.dispatchEvent(new Event('pointerdown', { bubbles: true })));
    await act(async () => card.hidePopover()); // Light dismiss comes between press and click.
    await click(term);
    expect(find('.term-card')).toBeNull();
    await click(term);
    expect(await appear('.term-card')).not.toBeNull();
  });

  it('in a label names the field and does not reach it', async () => {
    const field = [...page.element.querySelectorAll<HTMLElement>('.field')].find((one) =>
      one.querySelector('[data-term="temperature"]'),
    )!;
    const [label, input] = [field.querySelector('label')!, field.querySelector('input')!];
    expect(label.control).toBe(input);
    expect(label.textContent).toBe('Temperature');
    await click(label.querySelector('button'));
    await appear('.term-card');
    expect(document.activeElement).not.toBe(input);
  });

  it('beside a check box does not toggle it', async () => {
    const before = page.store.getState().settings.suppressMask;
    await click(find('[data-term="suppress-mask"]'));
    await appear('.term-card');
    expect(page.store.getState().settings.suppressMask).toBe(before);
    expect(find('[data-term="suppress-mask"]')?.getAttribute('aria-label')).toBe(
      'What does “Suppress the mask token” mean?',
    );
  });

  it('keeps the keys of its card from the page', async () => {
    page.change((state) => state.pin(3));
    await click(find('[data-term="ar-ness"]'));
    const card = await appear('.term-card');
    await press('Escape', card);
    await press('ArrowLeft', card);
    expect(page.store.getState()).toMatchObject({ pinned: 3, cursor: 10 });
  });
});

describe('the glossary', () => {
  it('lists every term, and those that hold the words as they are typed', async () => {
    await press('?');
    await click([...page.element.querySelectorAll('.help button')].find((one) => one.textContent === 'Glossary')!);
    const glossary = await appear('.glossary');
    expect(glossary.querySelectorAll('article')).toHaveLength(termIds.length);
    expect(glossary.querySelectorAll('article svg desc')).toHaveLength(termIds.length);
    const search = glossary.querySelector('input')!;
    const type = (text: string) =>
      act(() => {
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(search, text);
        search.dispatchEvent(new Event('input', { bubbles: true }));
      });
    const names = () => [...glossary.querySelectorAll('h3')].map((one) => one.textContent);
    type('KENDALL');
    expect(names()).toEqual(['Kendall’s τ']);
    // Named so first, then those that speak of it.
    type('entropy');
    expect(names().slice(0, 2)).toEqual(['Entropy', 'Entropy sink']);
    expect(names()).toContain('Ties');
    type('no such words');
    expect(names()).toEqual([]);
    expect(glossary.querySelector('[role="status"]')?.textContent).toBe('0 terms');
  });
});

describe('the tour', () => {
  const title = () => find('.tour-title')?.textContent;
  const target = () => find('[data-tour-target]');
  const start = async () => {
    await click(find('.tour-offer button'));
    return appear('.tour-card');
  };

  it('is offered once, and can be declined', async () => {
    await click(find('.tour-offer [aria-label="No tour"]'));
    expect(find('.tour-offer')).toBeNull();
    expect(page.store.getState()).toMatchObject({ tourSeen: true, tour: null });
  });

  it('drives the page through six stops, and puts it back', async () => {
    page.change((state) => state.seek(7));
    const card = await start();
    expect(find('.tour-offer')).toBeNull();
    expect(title()).toBe('A canvas of masks');
    expect(card.textContent).toContain('10 masks');
    expect(target()).toBe(find('.canvas-panel'));
    expect(page.store.getState().cursor).toBe(0);

    await press('ArrowRight', document.activeElement!);
    expect(page.store.getState()).toMatchObject({ playing: true, cursor: 0 });
    expect(target()).toBe(find('.playback'));

    await press('ArrowRight', document.activeElement!);
    expect(page.store.getState()).toMatchObject({ pinned: 3, cursor: 6 });
    expect(card.textContent).toContain('position 3');
    expect(target()).toBe(find('.inspector'));

    await click([...card.querySelectorAll('button')].find((one) => one.textContent === 'Next')!);
    expect(page.store.getState()).toMatchObject({ colour: 'confidence', cursor: 1, pinned: null });
    expect(target()?.querySelector('[data-term="entropy-sink"]')).not.toBeNull();

    await press('ArrowRight', document.activeElement!);
    expect(target()?.querySelector('[data-term="ar-ness"]')).not.toBeNull();
    expect(card.textContent).toContain('0 % of these steps');
    await press('ArrowLeft', document.activeElement!);
    expect(title()).toBe('The entropy sink');
    await press('ArrowRight', document.activeElement!);

    await press('ArrowRight', document.activeElement!);
    expect(target()?.querySelector('select')).not.toBeNull();
    await press('ArrowRight', document.activeElement!);
    expect(find('.tour-card')).toBeNull();
    expect(target()).toBeNull();
    expect(document.activeElement?.closest('.field')?.querySelector('[data-term="strategy"]')).not.toBeNull();
    expect(page.store.getState()).toMatchObject({ cursor: 7, playing: false, pinned: null, colour: 'order' });
  });

  it('leaves on Escape from anywhere, and leaves the page its keys meanwhile', async () => {
    await start();
    await press('ArrowRight');
    expect(page.store.getState()).toMatchObject({ tour: 0, cursor: 1 });
    await press('Escape');
    expect(page.store.getState()).toMatchObject({ tour: null, cursor: 10 });
  });

  it('speaks Chinese', async () => {
    page.change((state) => state.setWords(chinese));
    const card = await start();
    expect(title()).toBe('一张全是掩码的画布');
    expect(card.textContent).not.toMatch(/[A-Za-z]/);
  });
});
