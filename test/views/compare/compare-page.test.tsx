// @vitest-environment jsdom
import { act } from 'react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultSettings } from '../../../src/state/settings-slice.ts';
import { request, revisedTrace, stubTrace } from '../../state/stub-decode.ts';
import { openPage, type Page } from '../page.tsx';

const trace = await stubTrace();
const revised = await revisedTrace();
const other = { ...trace, request: { ...request, strategy: 'low-confidence' } };

let page: Page;
// The place is a file of its own, loaded when somebody goes there.
beforeAll(async () => {
  await import('../../../src/views/compare/compare-page.tsx');
});
beforeEach(async () => {
  page = openPage();
  await act(async () => page.store.getState().setPlace('compare'));
  page.change((state) => state.fillPanes([defaultSettings, { ...defaultSettings, temperature: 0.5 }], null));
});
afterEach(() => page.close());

const all = (selector: string) => [...page.element.querySelectorAll<HTMLElement>(selector)];
const button = (name: string) => {
  const found = all('button, summary').find(
    (one) => one.getAttribute('aria-label') === name || one.textContent === name,
  );
  if (found === undefined) throw new Error(`no button ${name}`);
  return found;
};
const click = (name: string) => act(() => button(name).click());
const row = (name: string) =>
  all('.summary-table tbody tr')
    .find((one) => one.querySelector('th')!.textContent === name)!
    .textContent!.slice(name.length);
const put = () =>
  page.change((state) => {
    state.putInPane(state.panes[0]!.id, trace);
    state.putInPane(state.panes[1]!.id, revised);
  });

describe('the places', () => {
  it('are told apart, and Watch is as it was', async () => {
    const current = () => all('.place').map((place) => place.getAttribute('aria-current'));
    expect(current()).toEqual([null, 'page']);
    await act(async () => button('Watch').click());
    expect(current()).toEqual(['page', null]);
    expect(page.element.querySelector('main.watch')).not.toBeNull();
  });
});

describe('panes', () => {
  it('are named by what differs, and say that nothing was decoded', () => {
    expect(all('.pane h2').map((title) => title.textContent)).toEqual(['T 0', 'T 0.5']);
    expect(all('.pane-status').map((status) => status.textContent)).toEqual(['not run', 'not run']);
  });

  it('show waiting, running with progress, and failures of their own', () => {
    page.change((state) => {
      const [first, second] = state.panes;
      state.beginComparing([first!.id, second!.id]);
      state.beginPane(first!.id, { settings: first!.settings, promptText: '' }, trace, 'a');
    });
    expect(page.text('.pane-status')).toBe(' 10 / 96');
    expect(all('.pane-status')[1]!.textContent).toBe('waiting');
    expect(page.text('[role=status]')).toBe('Decoding pane A of 2.');
    const failure = { code: 'out-of-memory', message: 'No memory was left.', remedy: 'Close a tab.' } as const;
    page.change((state) => state.endPane(state.panes[0]!.id, { trace, made: null, runId: 'a', failure }));
    expect(all('.pane')[0]!.textContent).toContain('No memory was left. Close a tab.');
    expect(all('.pane')[1]!.textContent).not.toContain('memory');
  });

  it('edit their settings', () => {
    const field = all('.pane')[1]!.querySelector<HTMLSelectElement>('.pane-editor select')!;
    act(() => {
      field.value = 'threshold';
      field.dispatchEvent(new Event('change', { bubbles: true }));
    });
    expect(page.store.getState().panes.map(({ settings }) => settings.strategy)).toEqual(['entropy', 'threshold']);
  });

  it('go to Watch, come from there, and are removed', async () => {
    put();
    click('Actions of pane B');
    await act(async () => button('Open in Watch').click());
    expect(page.store.getState()).toMatchObject({ place: 'watch', trace: revised, origin: 'compare' });
    await act(async () => page.store.getState().setPlace('compare'));
    click('Actions of pane A');
    click('Put the decode of Watch here');
    expect(page.store.getState().panes[0]!.trace).toBe(revised);
    click('Actions of pane A');
    click('Remove the pane');
    expect(all('.pane')).toHaveLength(1);
  });

  it('highlight one position together', () => {
    put();
    const cells = () => all('.pane .canvas [data-position="4"]');
    act(() => cells()[0]!.dispatchEvent(new MouseEvent('mouseover', { bubbles: true })));
    expect(cells().map((cell) => cell.classList.contains('active'))).toEqual([true, true]);
  });
});

describe('tokens that differ from the base', () => {
  const marked = (pane: number) =>
    [...all('.pane')[pane]!.querySelectorAll<HTMLElement>('.token.differs')].map((cell) => cell.dataset['position']);

  it('are marked in the other panes, for the eye, the pointer and the ear', () => {
    put();
    expect([marked(0), marked(1)]).toEqual([[], ['8']]);
    const cell = all('.pane')[1]!.querySelector('.token.differs')!;
    expect(cell.getAttribute('aria-label')).toContain('another token than in the base');
    page.change((state) => state.hover(8));
    expect(all('.pane .canvas')[1]!.title).toContain('\nin A: ');
    expect(all('.pane .canvas')[0]!.title).not.toContain('in A: ');
    page.change((state) => state.setBase(1));
    expect([marked(0), marked(1)]).toEqual([['8'], []]);
  });

  it('are those of the step shown, and can go without a mark', () => {
    put();
    // Position 8 is committed in step 2, and overwritten in step 5.
    page.change((state) => state.seekPanes(4));
    expect(marked(1)).toEqual([]);
    page.change((state) => state.seekPanes(5));
    expect(marked(1)).toEqual(['8']);
    page.press('End');
    act(() => all('.compare-legend input')[0]!.click());
    expect(marked(1)).toEqual([]);
  });
});

describe('the last comparison', () => {
  it('is offered where no comparison is', () => {
    page.change((state) => state.fillPanes([], null));
    expect(page.text('.compare-empty')).toContain('kept in the library');
    expect(page.element.querySelector('.compare-empty a')).toBeNull();
    act(() => page.store.setState({ lastComparison: 'p=a&panes=2' }));
    expect(page.element.querySelector('.compare-empty a')!.getAttribute('href')).toBe('#p=a&panes=2');
  });
});

describe('the bar', () => {
  it('fills the panes by one press, and asks to run them', () => {
    click('Tie rule');
    const { panes, preset, promptText } = page.store.getState();
    expect(panes.map(({ settings }) => settings.ties)).toEqual(['lowest', 'random']);
    expect(preset).toBe('ties');
    expect(promptText).not.toBe('');
    expect(page.asked).toContain('runPanes');
    expect(page.text('.preset-look')).toContain('global AR-ness');
    expect(button('Tie rule').getAttribute('aria-pressed')).toBe('true');
  });

  it('says why it cannot run, and stops what runs', () => {
    expect(page.text('.compare-bar .primary')).toBe('Loading the model…');
    page.change((state) => state.beginComparing([state.panes[0]!.id]));
    click(' Stop');
    expect(page.asked).toEqual(['stopPanes']);
  });
});

describe('moving together', () => {
  beforeEach(put);

  it('by keys and by the slider', () => {
    page.press('Home');
    page.press('ArrowRight', { shiftKey: true });
    page.press('ArrowLeft');
    expect(page.store.getState().compareCursor).toBe(9);
    expect(all('.pane-status').map((status) => status.textContent)).toEqual(['step 9 of 10', 'step 9 of 10']);
    expect(all('input[type=range]').map((slider) => slider.getAttribute('aria-valuetext'))).toEqual(['A 9, B 9']);
  });

  it('runs by Ctrl Enter', () => {
    page.press('Enter', { ctrlKey: true });
    expect(page.asked).toEqual(['runPanes']);
  });
});

describe('what differs', () => {
  beforeEach(put);

  it('stands in a table, from the base', async () => {
    // The revised decode first does something else in step 4, a remask; in the end position 8 holds another token.
    expect(row('Model passes')).toBe('1010');
    expect(row('First step that differs from A')).toBe('·4');
    expect(row('First position that differs')).toBe('·8');
    expect(row('Final tokens as in A')).toBe('·90 %');
    page.change((state) => state.setBase(1));
    await vi.waitFor(() => expect(row('First step that differs from B')).toBe('4·'));
  });

  it('leads to the step and to the position', () => {
    page.change((state) => state.seekPanes(10));
    click('4');
    expect(page.store.getState().compareCursor).toBe(4);
    click('8');
    expect(page.store.getState().pinned).toBe(8);
    // One mark, in the lane of the pane that is not the base.
    expect(all('.lane').map((lane) => lane.querySelectorAll('.parting').length)).toEqual([0, 1]);
  });

  it('waits where a decode is under way', () => {
    page.change((state) =>
      state.beginPane(state.panes[1]!.id, { settings: defaultSettings, promptText: '' }, revised, 'b'),
    );
    expect(row('Model passes')).toBe('1010');
    expect(row('First position that differs')).toBe('·…');
  });

  it('shows the texts once where they are the same, and marks what is not', () => {
    expect(all('.diff-text')).toHaveLength(1);
    expect(page.text('.diffs .muted')).toBe('the same text');
    const changed = { ...trace, final: trace.final.slice() };
    changed.final[4] = 9;
    page.change((state) => state.putInPane(state.panes[1]!.id, changed));
    expect(page.text('.diff-text del')).toBe('return');
    expect(page.text('.diff-text ins')).toBe('x');
    expect(page.text('.diffs .muted')).toBe('−1 +1 tokens');
  });

  it('draws AR-ness and order of all panes, described for a screen reader', () => {
    const described = (name: string) => page.text(`svg[aria-label="${name}"] desc`);
    expect(described('AR-ness of the panes')).toMatch(/^A: local .*\. B: local /);
    expect(described('Order difference')).toMatch(/^Order of B against A: Kendall’s τ 0\.\d\d\.$/);
  });

  it('saves the table', () => {
    click('Save What differs');
    act(() => all('[role=menuitem]')[0]!.click());
    expect(page.asked).toContain('download');
  });

  it('says what cannot be compared', () => {
    const longer = { ...other, final: new Int32Array(12), request: { ...request, canvasLength: 12 } };
    page.change((state) => state.putInPane(state.panes[1]!.id, longer));
    expect(row('First position that differs')).toBe('·–');
    expect(page.text('[aria-label="Order difference"]')).toContain('same canvas length');
  });
});

describe('same logits, different rule', () => {
  it('follows the step of the chosen pane', () => {
    put();
    const panel = () => page.text('[aria-label="Same logits, different rule"] .rules');
    expect(panel()).toContain('Step 10:');
    page.change((state) => state.seekPanes(4));
    expect(panel()).toContain('Step 4:');
    page.change((state) => state.seekPanes(0));
    expect(page.text('.rules-none')).toContain('No step has been made yet');
  });

  it('opens from Watch, and the arrow keys move on', async () => {
    page.change((state) => state.show(trace, 'file', 'end'));
    await act(async () => page.store.getState().setPlace('watch'));
    await act(async () => button('Other rules').click());
    const dialog = page.element.querySelector('dialog.rules-dialog')!;
    expect(dialog.textContent).toContain('Step 10:');
    page.press('ArrowLeft', {}, dialog);
    await vi.waitFor(() => expect(dialog.textContent).toContain('Step 9:'));
    expect(dialog.textContent).toContain('rules cannot be told from this step');
  });
});
