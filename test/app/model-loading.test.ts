import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { createModelLoading } from '../../src/app/model-loading.ts';
import type { Engine, LoadRequest } from '../../src/engine/engine.ts';
import { DiffuscopeError } from '../../src/model/error.ts';
import { parseManifest } from '../../src/model/manifest.ts';
import { createWatchStore, type WatchStore } from '../../src/state/store.ts';

const manifest = parseManifest(readFileSync('models/pocket/manifest.json', 'utf8'));
const tokenizer: unknown = JSON.parse(readFileSync('models/pocket/tokenizer.json', 'utf8'));
const embedded = { kind: 'url', url: 'https://example.org/models/pocket/' } as const;

let store: WatchStore;
const state = () => store.getState();
beforeEach(() => {
  store = createWatchStore();
});

/** Knows the embedded model, and of the disk what it is told. */
function engineWith(onDisk: Readonly<Record<string, typeof manifest>>, asked: LoadRequest[] = []): Engine {
  return {
    async load(request) {
      asked.push(request);
      const { place } = request;
      const found = place.kind === 'url' ? manifest : onDisk[place.id];
      if (found === undefined) throw new DiffuscopeError('not-found', 'There is no model gone in this browser.', '');
      const ends = { reason: '', detail: '', fromCache: true, cacheProblem: null, tokenizer };
      return { manifest: found, quantisation: 'u8', provider: 'wasm', ...ends };
    },
    decode: () => Promise.reject(new Error('not asked for')),
    dispose: () => {},
  };
}

describe('loading', () => {
  it('takes the embedded model until another is chosen, whose tokenizer and settings come with it', async () => {
    const asked: LoadRequest[] = [];
    const engine = engineWith({ 'large-1': { ...manifest, id: 'large', family: 'llada' } }, asked);
    const loading = createModelLoading(store, engine, embedded);
    await loading.load();
    expect(state()).toMatchObject({ modelId: 'pocket', modelDefaults: null, settings: { strategy: 'entropy' } });
    state().chooseModel('large-1');
    await loading.load();
    expect(state()).toMatchObject({ modelId: 'large', settings: { strategy: 'low-confidence' } });
    expect(loading.tokenizer()!.encodePrompt('Hi').length).toBeGreaterThan(1);
    expect(asked.map(({ place }) => place)).toEqual([embedded, { kind: 'disk', id: 'large-1' }]);
  });

  it('falls back to the embedded model where the chosen one is gone, and says so', async () => {
    state().chooseModel('gone');
    await createModelLoading(store, engineWith({}), embedded).load();
    expect(state()).toMatchObject({ chosenModel: null, modelId: 'pocket', model: { phase: 'ready' } });
    expect(state().notice).toMatchObject({
      error: { code: 'not-found', message: 'There is no model gone in this browser.' },
      kept: 'The embedded model is loaded instead.',
    });
  });

  it('does not fall back from what else goes wrong', async () => {
    state().chooseModel('large-1');
    const broken = { ...engineWith({}), load: () => Promise.reject(new DiffuscopeError('out-of-memory', 'Full.', '')) };
    await createModelLoading(store, broken, embedded).load();
    expect(state()).toMatchObject({ chosenModel: 'large-1', model: { phase: 'failed', error: { message: 'Full.' } } });
  });

  it('shows the model that was asked for last', async () => {
    const engine = engineWith({ slow: { ...manifest, id: 'slow' } });
    let letGo: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const load: Engine['load'] = async (request, onProgress) => {
      if (request.place.kind === 'disk') await held;
      return engine.load(request, onProgress);
    };
    const loading = createModelLoading(store, { ...engine, load }, embedded);
    state().chooseModel('slow');
    const first = loading.load();
    state().chooseModel(null);
    await loading.load();
    letGo();
    await first;
    expect(state()).toMatchObject({ modelId: 'pocket', model: { phase: 'ready' } });
  });
});
