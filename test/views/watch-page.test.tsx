// @vitest-environment jsdom
import { act } from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { confidenceColour, orderColour, readableInk } from '../../src/charts/colour.ts';
import { model } from '../app/stub-engine.ts';
import { order, stubTrace } from '../state/stub-decode.ts';
import { openPage, type Page } from './page.tsx';

const trace = await stubTrace();

let page: Page;
beforeEach(() => {
  page = openPage();
  page.change((state) => state.show(trace, 'example', 'end'));
});
afterEach(() => page.close());

const cells = (selector: string) => [...page.element.querySelectorAll<HTMLElement>(`.canvas ${selector}`)];
const positions = (selector: string) => [...new Set(cells(selector).map((cell) => Number(cell.dataset['position'])))];
const cell = (position: number) => cells(`[data-position="${position}"]`)[0]!;

describe('the canvas', () => {
  it('shows guesses in masked slots, and marks what the step has just committed', () => {
    page.change((state) => state.seek(0));
    expect(positions('.masked')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(cell(0).textContent).toBe('');
    page.change((state) => state.seek(4));
    expect(positions('.committed').sort()).toEqual(order.slice(0, 4).sort());
    expect(positions('.fresh')).toEqual([order[3]]);
    expect(cell(4).className).toContain('masked');
    expect(cell(4).textContent).toBe('return');
  });

  it('colours by confidence and by order, with an ink that can be read', () => {
    // Position 3 is committed last with probability e²/(e²+8) = 0.48015.
    page.change((state) => state.setColour('confidence'));
    const background = confidenceColour(0.48015);
    expect(cell(3).style.getPropertyValue('--cell')).toBe(background);
    expect(cell(3).style.getPropertyValue('--cell-ink')).toBe(readableInk(background));
    page.change((state) => state.setColour('order'));
    expect(cell(3).style.getPropertyValue('--cell')).toBe(orderColour(1));
    expect(cell(9).style.getPropertyValue('--cell')).toBe(orderColour(0));
  });

  it('touches only the cells that a step changes', async () => {
    page.change((state) => state.seek(3));
    const touched = new Set<number>();
    const observer = new MutationObserver((records) => {
      for (const { target } of records) {
        const changed = (target instanceof Element ? target : target.parentElement)?.closest('[data-position]');
        touched.add(Number((changed as HTMLElement | null)?.dataset['position']));
      }
    });
    observer.observe(page.element.querySelector('.canvas')!, { subtree: true, childList: true, attributes: true });
    page.change((state) => state.seek(4));
    await Promise.resolve();
    observer.disconnect();
    expect([...touched].sort()).toEqual([order[2], order[3]].sort());
  });

  it('is a grid while a run is under way, and text after it', () => {
    page.change((state) => state.beginRun({ ...trace, steps: [] }));
    expect(page.element.querySelector('.canvas.grid')).not.toBeNull();
    page.change((state) => state.endRun(trace));
    expect(page.element.querySelector('.canvas.text')).not.toBeNull();
  });
});

describe('the inspector', () => {
  it('gives the numbers of the token under the pointer', () => {
    act(() => void cell(3).dispatchEvent(new MouseEvent('mouseover', { bubbles: true })));
    const text = page.text('.inspector');
    expect(text).toContain('Position 3');
    expect(text).toContain('committed in step 10');
    expect(text).toContain('0.4802');
    expect(text).toContain('1.7734 nats');
    expect(page.element.querySelectorAll('.candidates li')).toHaveLength(8);
  });

  it('moves with the brackets and holds what was clicked', () => {
    page.press(']');
    expect(page.text('.inspector')).toContain('Position 0');
    page.press(']');
    expect(page.text('.inspector')).toContain('Position 1');
    act(() => cell(5).click());
    expect(page.text('.inspector')).toContain('Position 5');
  });

  it('follows what is being committed while nothing is chosen', () => {
    page.change((state) => state.seek(0));
    expect(page.text('.inspector')).not.toContain('Position');
    page.change((state) => state.seek(4));
    expect(page.text('.inspector')).toContain(`Position ${order[3]}`);
    page.change((state) => state.pin(7));
    expect(page.text('.inspector')).toContain('Position 7');
    page.press('Escape');
    expect(page.text('.inspector')).toContain(`Position ${order[3]}`);
  });
});

describe('the keys', () => {
  it('move through the steps', () => {
    const cursor = () => page.store.getState().cursor;
    page.press('Home');
    expect(cursor()).toBe(0);
    page.press('ArrowRight');
    expect(cursor()).toBe(1);
    page.press('ArrowRight', { shiftKey: true });
    expect(cursor()).toBe(10);
    page.press('ArrowLeft');
    expect(cursor()).toBe(9);
    page.press('End');
    expect(cursor()).toBe(10);
    page.press(' ');
    expect(page.store.getState()).toMatchObject({ playing: true, cursor: 0 });
  });

  it('choose the colours, run and open the help', () => {
    page.press('2');
    expect(page.store.getState().colour).toBe('entropy');
    page.press('Enter', { ctrlKey: true }, page.element.querySelector('textarea')!);
    expect(page.asked).toEqual(['run']);
    page.store.getState().setHelpOpen(false);
    page.press('?');
    expect(page.store.getState().helpOpen).toBe(true);
  });

  it('leave a field that is being typed in alone', () => {
    const { cursor, colour } = page.store.getState();
    const prompt = page.element.querySelector('textarea')!;
    for (const key of ['Home', 'ArrowLeft', ' ', '3', ']', '?']) page.press(key, {}, prompt);
    expect(page.store.getState()).toMatchObject({ cursor, colour, pinned: null, helpOpen: false });
  });
});

describe('settings', () => {
  it('say beside the field what is wrong', () => {
    page.change((state) => state.change({ blockLength: 7 }));
    const block = [...page.element.querySelectorAll('.field')].find((field) => field.textContent?.startsWith('Block'))!;
    expect(block.querySelector('.problem')?.textContent).toBe('Must divide the canvas (96).');
    expect(block.querySelector('input')?.getAttribute('aria-invalid')).toBe('true');
    expect(block.querySelector('input')?.value).toBe('7');
  });
});

describe('a notice', () => {
  it('says what happened, what was kept and what to do', () => {
    const error = { code: 'worker-died', message: 'The engine died.', remedy: 'Load the model again.' } as const;
    page.change((state) => state.setNotice({ error, kept: 'The 3 steps are kept.', reloadModel: true }));
    expect(page.text('[role=alert] p')).toBe('The engine died. The 3 steps are kept. Load the model again.');
    const [reload, dismiss] = page.element.querySelectorAll<HTMLElement>('[role=alert] button');
    act(() => reload!.click());
    expect(page.asked).toEqual(['loadModel']);
    act(() => dismiss!.click());
    expect(page.text('[role=alert]')).toBe('');
  });
});

describe('a decode that ended early', () => {
  const button = (name: string) =>
    [...page.element.querySelectorAll('button')].find(({ textContent }) => textContent === name);

  it('goes on where its model is loaded', async () => {
    const half = await stubTrace(5);
    page.change((state) => state.setModel({ phase: 'ready', model }));
    page.change((state) => state.show(half, 'kept', 'end'));
    expect(page.text('.caption')).toContain('It ended early, after 5 steps.');
    act(() => button('Go on')!.click());
    expect(page.asked).toEqual(['goOn']);
    page.change((state) => state.beginRun(half));
    expect(button('Go on')).toBeUndefined();
  });

  it('goes on with one press after a GPU that was lost', async () => {
    const half = await stubTrace(5);
    const error = { code: 'device-lost', message: 'The GPU was lost.', remedy: '' } as const;
    page.change((state) => state.show({ ...half, finish: 'failed' }, 'run', 'end'));
    page.change((state) => state.setModel({ phase: 'failed', error }));
    page.change((state) => state.setNotice({ error, kept: '', reloadModel: true }));
    act(() => button('Load the model again and go on')!.click());
    expect(page.asked).toEqual(['goOn']);
  });
});

describe('the charts', () => {
  it('follow the cursor and say what they show', () => {
    page.change((state) => state.seek(3));
    // 9, 8, 7: never the position after the one before, never the leftmost mask.
    expect(page.text('.chart desc')).toContain('T = 3 commits');
    const labels = [...page.element.querySelectorAll('.chart svg')].map((svg) => svg.getAttribute('aria-label'));
    expect(labels).toEqual(['AR-ness', 'Entropy sink', 'confidence by step and position']);
  });

  it('name the convention, and change with it', () => {
    page.change((state) => state.changeConvention({ tail: 'trimmed' }));
    expect(page.text('.chart')).toContain('tail trimmed');
    // The text and its eos: positions 0 … 6.
    expect(page.text('.chart desc')).toContain('T = 7 commits');
  });
});
