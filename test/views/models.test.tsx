// @vitest-environment jsdom
import { readFileSync } from 'node:fs';
import { act } from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LoadedModel } from '../../src/engine/engine.ts';
import { readCatalog } from '../../src/model/catalog.ts';
import { parseManifest } from '../../src/model/manifest.ts';
import { downloadKey, type ModelDownload, type StoredModel } from '../../src/state/models-slice.ts';
import { defaultSettings } from '../../src/state/settings-slice.ts';
import type { WatchState } from '../../src/state/store.ts';
import { openPage, type Page } from './page.tsx';

const manifest = parseManifest(readFileSync('models/pocket/manifest.json', 'utf8'));
const { models: catalog } = readCatalog(JSON.parse(readFileSync('models/catalog.json', 'utf8')));
const origin = { kind: 'url', url: 'https://example.org/pocket/' } as const;
const key = downloadKey(manifest, 'q4');
const stored = (bytesDone: number): StoredModel => ({
  id: 'pocket-1',
  manifest,
  bytesDone,
  quantisations: [
    {
      quantisation: 'q4',
      bytesDone,
      totalBytes: 4_800_000_000,
      complete: bytesDone === 4_800_000_000,
      begun: 0,
      origin,
    },
  ],
});
const download: ModelDownload = {
  ...{ key, label: 'Pocket', quantisation: 'q4', state: 'running', error: null },
  progress: {
    phase: 'download',
    ...{ bytes: 1_200_000_000, totalBytes: 4_800_000_000, verifiedBytes: 0 },
    ...{ bytesPerSecond: 12_000_000, secondsLeft: 300 },
  },
};
const loaded = { manifest, quantisation: 'u8', provider: 'wasm', reason: '', detail: '' } as unknown as LoadedModel;

let page: Page;
beforeEach(() => {
  page = openPage();
});
afterEach(() => page.close());

const set = (part: Partial<WatchState>): void => act(() => page.store.setState(part));
const button = (name: string): HTMLButtonElement => {
  const all = [...page.element.querySelectorAll('button')];
  return all.find((one) => (one.getAttribute('aria-label') ?? one.textContent) === name)!;
};
const click = (name: string): void => act(() => button(name).click());
const open = async (): Promise<void> => {
  set({ dialog: 'models' });
  await page.appear('dialog.models');
};

describe('the dialog of the models', () => {
  it('tells how far a download is, how fast and how long, and pauses it', async () => {
    set({ storedModels: [stored(1_200_000_000)], downloads: [download] });
    await open();
    expect(page.asked).toContain('loadModels');
    expect(page.text('.model-row:nth-child(2)')).toContain('q4 · 1.2 GB of 4.8 GB · 12 MB a second · 5 min left');
    click('Pause Pocket q4');
    expect(page.told).toEqual([key]);
    expect(page.text('.download-indicator')).toBe('Model 25 %');
  });

  it('says why a download ended, and goes on with it', async () => {
    const error = { code: 'network', message: 'Cut.', remedy: 'Go on.' } as const;
    set({ storedModels: [stored(1_200_000_000)], downloads: [{ ...download, state: 'failed', error }] });
    await open();
    expect(page.text('.model-row .problem')).toBe('Cut. Go on.');
    expect(page.text('.download-indicator')).toBe('Download stopped');
    click(`Resume ${manifest.label} q4`);
    expect(page.told).toEqual([origin, manifest, 'q4']);
  });

  it('opens what is whole, and deletes it after a second press', async () => {
    set({ storedModels: [stored(4_800_000_000)] });
    await open();
    click(`Delete ${manifest.label}`);
    expect(page.asked).not.toContain('deleteModel');
    click('Keep');
    click(`Delete ${manifest.label}`);
    click('Delete');
    expect(page.told).toEqual(['pocket-1']);
    click(`Open ${manifest.label}`);
    expect(page.asked.at(-1)).toBe('openModel');
    expect(page.store.getState().dialog).toBeNull();
  });

  it('says of every published model how it is converted', async () => {
    set({ catalog, storageEstimate: { usage: 0, quota: 1e9, persisted: true } });
    await open();
    const cards = [...page.element.querySelectorAll<HTMLDetailsElement>('.known-model')];
    expect(cards).toHaveLength(catalog.length - 1);
    const card = cards.find(({ textContent }) => textContent?.startsWith('DiffuCoder 7B cpGRPO'))!;
    card.open = true;
    await act(() => new Promise((resolve) => setTimeout(resolve, 20)));
    expect(card.textContent).toContain(
      'npx diffuscope convert apple/DiffuCoder-7B-cpGRPO --quant q4 --id diffucoder-7b-cpgrpo --out models/diffucoder-7b-cpgrpo',
    );
    expect(card.querySelector('.problem')?.textContent).toContain('It needs 4.99 GB on the disk');
    expect(card.querySelector('a')?.rel).toContain('noopener');
  });
});

describe('the page', () => {
  it('offers the weights that the model has, and its usual settings where others were set', () => {
    page.change((state) => state.change({ temperature: 0.9 }));
    const { u8 } = manifest.variants;
    const model = { ...loaded, manifest: { ...manifest, id: 'large', variants: { u8: u8! } } };
    page.change((state) => state.changeModel(model, { settings: defaultSettings, prompts: ['Write a heap.'] }));
    const weights = [...page.element.querySelectorAll('.model-choice select')].at(-1)!;
    expect([...weights.querySelectorAll('option')].map(({ value }) => value)).toEqual(['auto', 'u8']);
    expect([...page.element.querySelectorAll('.prompt-head option')].at(-1)!.textContent).toBe('Write a heap.');
    click('Take its usual settings');
    expect(page.store.getState().settings).toEqual(defaultSettings);
    expect(page.element.querySelector('.notice')).toBeNull();
  });

  it('offers the model that a link names, from the disk if it is there', () => {
    page.change((state) =>
      state.setModel({ phase: 'ready', model: { ...loaded, manifest: { ...manifest, id: 'large' } } }),
    );
    set({ wantedModel: 'pocket' });
    click('Open Pocket, the embedded model');
    expect(page.told).toEqual([null]);
    set({
      wantedModel: 'far',
      storedModels: [{ ...stored(4_800_000_000), id: 'far-1', manifest: { ...manifest, id: 'far' } }],
    });
    expect(page.asked.at(-1)).toBe('loadModels');
    click(`Open ${manifest.label}`);
    expect(page.told).toEqual(['far-1']);
    click('Dismiss');
    expect(page.element.querySelector('.notice')).toBeNull();
  });

  it('leaves an autoregressive model its one strategy, and says why', () => {
    page.change((state) =>
      state.setModel({ phase: 'ready', model: { ...loaded, manifest: { ...manifest, attention: 'causal' } } }),
    );
    expect(page.text('.settings')).toContain('This model is autoregressive');
    const able = [...page.element.querySelectorAll<HTMLOptionElement>('.settings .field:nth-of-type(1) option')];
    expect(able.filter(({ disabled, value }) => !disabled && value === 'left-to-right')).toHaveLength(1);
    expect(able.filter(({ disabled, value }) => !disabled && value === 'entropy')).toHaveLength(0);
    page.change((state) => state.chooseStrategy('left-to-right'));
    expect(page.text('.settings')).not.toContain('One token a step');
    page.change((state) => state.change({ steps: 48 }));
    expect(page.text('.settings')).toContain('One token a step: 96.');
  });
});
