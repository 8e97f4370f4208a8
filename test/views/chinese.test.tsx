// @vitest-environment jsdom
import { act } from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { strategies } from '../../src/decode/strategies/registry.ts';
import { importForeignTrace } from '../../src/trace/import-foreign.ts';
import { loadWords } from '../../src/words/words.ts';
import { smallTrace } from '../charts/fixture.ts';
import { openPage, type Page } from './page.tsx';

const words = await loadWords('zh');

let page: Page;
beforeEach(() => {
  page = openPage();
  page.change((state) => state.setWords(words));
});
afterEach(() => page.close());

/** What the page says that is no Chinese: names, symbols, numbers, sources and the user's own words are none. */
function english(): string[] {
  const attributes = ['aria-label', 'title', 'placeholder', 'aria-valuetext', 'label'];
  const said = [...page.element.querySelectorAll('*')]
    .filter(
      (element) => element.closest('.canvas, .slot-token, .candidates li, .source, .prompt-line, textarea') === null,
    )
    .flatMap((element) => [
      ...attributes.map((name) => element.getAttribute(name) ?? ''),
      ...[...element.childNodes]
        .filter((node) => node.nodeType === Node.TEXT_NODE)
        .map((node) => node.textContent ?? ''),
    ]);
  return [...new Set(said.map((text) => text.trim()))].filter(
    (text) => /[a-z]{2}/i.test(text) && !/[\u4e00-\u9fff]/.test(text) && !NAMES.test(text),
  );
}

const NAMES =
  /^(Diffuscope|English|LLaDA|Dream|dllm|Top-[pk]|alg_temp|eps|AR|SVG|PNG|CSV|JSON|WASM|WebGPU|f32|u8|q4|nat|[\d.]+ nat|Esc|Shift ← →|Ctrl ↵|docs\/[\w-]+\.md|Home、End)$/;

describe('the page in Chinese', () => {
  it('says nothing in English, with a decode on screen and every dialog open', () => {
    page.change((state) => state.show(smallTrace(), 'example', 'end'));
    page.press(']');
    expect(english()).toEqual([]);
    page.press('?');
    expect(english()).toEqual([]);
  });

  it('says nothing in English in Compare, nor of other rules', async () => {
    const { presetPanes } = await import('../../src/state/compare-presets.ts');
    await import('../../src/views/compare/compare-page.tsx');
    await act(async () => page.store.getState().setPlace('compare'));
    expect(english()).toEqual([]);
    page.change((state) => {
      state.fillPanes(presetPanes('scores', '1'), 'scores');
      for (const { id } of page.store.getState().panes) state.putInPane(id, smallTrace());
    });
    expect(page.text('.rules')).toContain('第 2 步');
    expect(english()).toEqual([]);
  });

  it('says what each strategy does and takes', () => {
    for (const { id } of strategies) {
      page.change((state) => state.chooseStrategy(id));
      expect(english(), id).toEqual([]);
    }
  });

  it('says what was guessed about an imported history', () => {
    const history = new TextEncoder().encode(
      JSON.stringify([
        [9, 2, 2],
        [9, 2, 4],
        [9, 3, 4],
      ]),
    );
    const { trace, notes } = importForeignTrace(history, 'run.json', {
      createdAt: '2025-01-01T00:00:00Z',
      version: '0',
    });
    page.change((state) => state.show(trace, 'file', 'end', notes));
    expect(page.text('.notice.information p')).toContain('将词元 2 当作掩码。');
    expect(page.text('.notice.information p')).not.toMatch(/[a-z]{4}/);
  });

  it('says an error by its kind where the message is not known', () => {
    const error = { code: 'bad-graph', message: 'Op 7 failed.', remedy: 'Load the model again.' } as const;
    page.change((state) => state.setNotice({ error, kept: '', reloadModel: false }));
    expect(page.text('[role=alert] p')).toBe('模型无法运行。Op 7 failed.  请重新加载模型。');
  });
});
