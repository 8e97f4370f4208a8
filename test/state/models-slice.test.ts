import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../src/model/manifest.ts';
import { downloadBytes, suggestedQuantisation } from '../../src/state/model-offer.ts';
import {
  downloadKey,
  folderUrl,
  type ModelDownload,
  newDownloads,
  quantisationsOf,
  type StoredModel,
} from '../../src/state/models-slice.ts';
import { createWatchStore } from '../../src/state/store.ts';

const manifest = parseManifest(readFileSync('models/pocket/manifest.json', 'utf8'));
const part = { totalBytes: 10, bytesDone: 4, complete: false, begun: 0, origin: { kind: 'folder', name: '' } } as const;
const stored: StoredModel = {
  id: 'pocket-1',
  manifest,
  bytesDone: 4,
  quantisations: [{ quantisation: 'q4', ...part }],
};
const download = (quantisation: 'q4' | 'u8', id = manifest.id): ModelDownload => ({
  key: downloadKey({ ...manifest, id }, quantisation),
  ...{ label: 'Pocket', quantisation, state: 'running', progress: null, error: null },
});

describe('the address of a folder', () => {
  it.each([
    ['https://example.org/models/a', 'https://example.org/models/a/'],
    [' https://example.org/models/a/manifest.json?x=1#y ', 'https://example.org/models/a/'],
    ['example.org/a', 'https://example.org/a/'],
    ['localhost:8080/a', 'http://localhost:8080/a/'],
    ['127.0.0.1/a//', 'http://127.0.0.1/a/'],
    ['models/pocket', 'https://page.org/app/models/pocket/'],
    ['', null],
    ['file:///etc', null],
    ['javascript:alert(1)', null],
    ['http://', null],
  ])('%s', (text, url) => {
    expect(folderUrl(text, 'https://page.org/app/')).toBe(url);
  });
});

describe('downloads', () => {
  it('belong to what is on the disk by model and weights', () => {
    const [own, other, foreign] = [download('q4'), download('u8'), download('q4', 'other')];
    expect(quantisationsOf(stored, [other, own])).toMatchObject([{ quantisation: 'q4', bytesDone: 4, download: own }]);
    expect(quantisationsOf(stored, [])).toMatchObject([{ download: null, key: own.key }]);
    expect(newDownloads([stored], [own, other, foreign])).toEqual([other, foreign]);
  });

  it('are told of once each, and no more of those that are done when the dialog closes', () => {
    const store = createWatchStore();
    const { putDownload, dropDownload, leaveModels } = store.getState();
    putDownload(download('q4'));
    putDownload(download('u8'));
    putDownload({ ...download('q4'), state: 'done' });
    expect(store.getState().downloads.map(({ state }) => state)).toEqual(['done', 'running']);
    leaveModels();
    expect(store.getState().downloads).toEqual([download('u8')]);
    dropDownload(download('u8').key);
    expect(store.getState().downloads).toEqual([]);
  });
});

describe('what a manifest offers', () => {
  it('counts tokenizer, frequencies and all files of the weights', () => {
    const { tokenizer, background, variants } = manifest;
    const [{ graph, data }] = variants.q4!.parts as [(typeof variants.q4 & object)['parts'][number]];
    const bytes = [tokenizer, background!, graph, ...data, variants.q4!.shadow!].map((file) => file.bytes);
    expect(downloadBytes(manifest, 'q4')).toBe(bytes.reduce((sum, one) => sum + one, 0));
  });

  it('suggests the weights for where models run', () => {
    expect(suggestedQuantisation(manifest, 'wasm')).toBe('u8');
    expect(suggestedQuantisation(manifest, 'webgpu')).toBe('q4');
    const { f32 } = manifest.variants;
    expect(suggestedQuantisation({ ...manifest, variants: { f32: f32! } }, 'wasm')).toBe('f32');
  });
});
