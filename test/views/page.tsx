/** The whole page in jsdom, which lays nothing out: every box is 600 × 300 pixels, and canvases draw nothing. */
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { vi } from 'vitest';
import type { Exporter } from '../../src/export/exporter.ts';
import type { WatchActions } from '../../src/state/actions.ts';
import { createWatchStore, type WatchStore } from '../../src/state/store.ts';
import { WatchPage } from '../../src/views/watch-page.tsx';

class FixedSizeObserver implements ResizeObserver {
  readonly #callback: ResizeObserverCallback;
  constructor(callback: ResizeObserverCallback) {
    this.#callback = callback;
  }
  observe(target: Element): void {
    const contentRect = { width: 600, height: 300 } as DOMRectReadOnly;
    this.#callback([{ target, contentRect } as ResizeObserverEntry], this);
  }
  unobserve(): void {}
  disconnect(): void {}
}

globalThis.ResizeObserver = FixedSizeObserver;
/** A wide screen. */
globalThis.matchMedia = (media) => Object.assign(new EventTarget(), { media, matches: false }) as MediaQueryList;
HTMLCanvasElement.prototype.getContext = () => null;
HTMLDialogElement.prototype.showModal = function () {
  this.open = true;
};
HTMLElement.prototype.scrollIntoView = () => {};
HTMLElement.prototype.showPopover = () => {};
HTMLElement.prototype.hidePopover = function () {
  this.dispatchEvent(Object.assign(new Event('toggle'), { oldState: 'open', newState: 'closed' }));
};
Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

export interface Page {
  readonly store: WatchStore;
  /** Names of the actions asked for, in order. */
  readonly asked: string[];
  /** What the newest of them was asked with. */
  readonly told: readonly unknown[];
  readonly element: HTMLElement;
  /** Changes the state, and renders. */
  change(update: (state: ReturnType<WatchStore['getState']>) => void): void;
  /** A key press on the page, or on an element. */
  press(key: string, options?: KeyboardEventInit, target?: Element): void;
  text(selector: string): string;
  /** What comes when it is first asked for: resolves when it is there. */
  appear(selector: string): Promise<Element>;
  close(): void;
}

export function openPage(): Page {
  const store = createWatchStore();
  const asked: string[] = [];
  const names = [
    ...(['run', 'stop', 'goOn', 'loadModel', 'openTrace', 'saveTrace', 'playExample', 'speak', 'download'] as const),
    ...(['openHistory', 'loadGallery', 'openRun', 'changeRun', 'deleteRun', 'restoreRun', 'saveRun'] as const),
    ...(['loadModels', 'openModel', 'viewModel', 'downloadModel', 'pauseDownload'] as const),
    ...(['cancelDownload', 'deleteModel', 'keepModels'] as const),
    ...(['runPanes', 'stopPanes', 'openInPane'] as const),
  ];
  let told: readonly unknown[] = [];
  const action =
    (name: string) =>
    (...values: unknown[]): void => {
      asked.push(name);
      told = values;
    };
  const actions = Object.fromEntries(names.map((name) => [name, action(name)])) as unknown as WatchActions;
  const ask = (what: string) => async (): Promise<void> => void asked.push(what);
  const exporter: Exporter = {
    savePng: ask('savePng'),
    saveHeatMap: ask('saveHeatMap'),
    savePage: ask('savePage'),
    saveGif: () => ({ done: ask('saveGif')(), stop: () => {} }),
  };
  const element = document.body.appendChild(document.createElement('div'));
  const root = createRoot(element);
  act(() => root.render(<WatchPage watch={{ store, actions, exporter }} />));
  return {
    store,
    asked,
    get told() {
      return told;
    },
    element,
    change: (update) => act(() => update(store.getState())),
    press: (key, options = {}, target = document.body) =>
      act(() => {
        target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...options }));
      }),
    appear: (selector) =>
      vi.waitFor(async () => {
        await act(async () => {});
        const found = element.querySelector(selector);
        if (found === null) throw new Error(`no ${selector} yet`);
        return found;
      }, 10_000),
    text: (selector) => element.querySelector(selector)?.textContent ?? '',
    close: () => {
      act(() => root.unmount());
      element.remove();
    },
  };
}
