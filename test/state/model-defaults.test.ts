import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LoadedModel } from '../../src/engine/engine.ts';
import { readCatalog } from '../../src/model/catalog.ts';
import { type Manifest, parseManifest } from '../../src/model/manifest.ts';
import { authorsSettings, knownModel, modelDefaults, usualSettings } from '../../src/state/model-defaults.ts';
import { settingsProblems } from '../../src/state/settings-check.ts';
import { defaultSettings } from '../../src/state/settings-slice.ts';
import { createWatchStore, type WatchStore } from '../../src/state/store.ts';
import { english } from '../../src/words/words.ts';
import { stubTrace } from './stub-decode.ts';

const pocket = parseManifest(readFileSync('models/pocket/manifest.json', 'utf8'));
const trace = await stubTrace();

describe('usual settings', () => {
  it.each([
    [
      { family: 'dream', contextLength: 4096 },
      { strategy: 'entropy', schedule: 'dream', canvasLength: 128 },
    ],
    [
      { family: 'llada', contextLength: 4096 },
      { strategy: 'low-confidence', schedule: 'llada', canvasLength: 128 },
    ],
    [
      { family: 'qwen2', contextLength: 9 },
      { strategy: 'low-confidence', canvasLength: 5, steps: 5, blockLength: 5 },
    ],
    [
      { family: 'qwen2', attention: 'causal' },
      { strategy: 'left-to-right', steps: 128, blockLength: 128 },
    ],
  ] as const)('of %o are %o', (part, expected) => {
    const manifest: Manifest = { ...pocket, ...part };
    const settings = usualSettings(manifest);
    expect(settings).toMatchObject(expected);
    expect(settingsProblems(settings, Math.max(6, manifest.contextLength), [], english)).toEqual({});
  });
});

const { models } = readCatalog(JSON.parse(readFileSync('models/catalog.json', 'utf8')));

describe('what the catalog says', () => {
  it.each(models)('makes settings with which $id decodes', (model) => {
    const unmet = model.attention === 'causal' ? (['both-sides'] as const) : [];
    expect(settingsProblems(authorsSettings(model), model.contextLength, unmet, english)).toEqual({});
  });

  it('comes before what the manifest tells, if its canvas fits', () => {
    const dream = models.find(({ id }) => id === 'dream-v0-instruct-7b')!;
    const manifest: Manifest = { ...pocket, id: dream.id, contextLength: 4096 };
    const settings = { strategy: 'entropy', canvasLength: 512, temperature: 0.2, topP: 0.95, topK: null };
    expect(modelDefaults(manifest, models)).toMatchObject({ settings, prompts: dream.prompts });
    expect(modelDefaults({ ...manifest, contextLength: 300 }, models).settings.canvasLength).toBe(128);
    expect(modelDefaults({ ...manifest, id: 'mine' }, models)).toMatchObject({ prompts: [] });
  });

  it('is found by the repository too, since a conversion may give another id', () => {
    const source = { ...pocket.source, name: 'GSAI-ML/LLaDA-8B-Instruct' };
    expect(knownModel({ id: 'mine', source }, models)?.id).toBe('llada-8b-instruct');
    expect(knownModel({ id: 'mine', source: pocket.source }, models)).toBeUndefined();
  });
});

describe('another model', () => {
  const manifest: Manifest = { ...pocket, id: 'large' };
  const model = { manifest, quantisation: 'f32', provider: 'wasm' } as unknown as LoadedModel;
  const own = { ...defaultSettings, canvasLength: 256, steps: 256, blockLength: 256, temperature: 0.4 };
  const defaults = { settings: own, prompts: ['Write a sort.', 'Write a heap.'] };
  let store: WatchStore;
  const state = () => store.getState();
  beforeEach(() => {
    store = createWatchStore();
  });

  it('brings its prompt and settings to a page in which nothing was set', () => {
    state().changeModel(model, defaults);
    expect(state()).toMatchObject({
      modelId: 'large',
      settings: own,
      promptText: 'Write a sort.',
      offersDefaults: false,
    });
    // And gives way in turn, the prompt too if it is one of its own.
    state().setPrompt('Write a heap.');
    state().changeModel(
      { ...model, manifest: { ...manifest, id: 'next' } },
      { settings: defaultSettings, prompts: ['Hi.'] },
    );
    expect(state()).toMatchObject({ settings: defaultSettings, promptText: 'Hi.' });
    state().changeModel(model, null);
    expect(state()).toMatchObject({ settings: defaultSettings, promptText: 'Hi.', offersDefaults: false });
  });

  it('takes the place of a recorded example, and leaves a prompt that was written', () => {
    state().adopt(trace);
    state().show(trace, 'example', 'end');
    state().setPrompt('My own.');
    state().changeModel(model, defaults);
    expect(state()).toMatchObject({ settings: own, promptText: 'My own.' });
  });

  it('leaves settings that the visitor has set, and offers its own', () => {
    state().change({ temperature: 0.9 });
    state().changeModel(model, defaults);
    expect(state()).toMatchObject({ promptText: '', offersDefaults: true });
    expect(state().settings.temperature).toBe(0.9);
    state().answerDefaults(false);
    expect(state()).toMatchObject({ offersDefaults: false });
    expect(state().settings.temperature).toBe(0.9);
    state().answerDefaults(true);
    expect(state().settings).toEqual(own);
  });

  it('leaves alone what a link says, and what made the decode of this same model', () => {
    store.setState({ wantedModel: 'large' });
    state().changeModel(model, defaults);
    expect(state()).toMatchObject({ settings: defaultSettings, offersDefaults: false });
    store.setState({ wantedModel: null });
    state().adopt(trace);
    state().show({ ...trace, model: { ...trace.model, id: 'large' } }, 'kept', 'end');
    state().changeModel(model, defaults);
    expect(state()).toMatchObject({ promptText: 'Write f.', offersDefaults: false });
    expect(state().settings.canvasLength).toBe(10);
  });

  it('has weights of its own, whatever was chosen of the one before', () => {
    state().chooseQuantisation('u8');
    state().chooseModel('large-0123456789abcdef');
    expect(state()).toMatchObject({ chosenModel: 'large-0123456789abcdef', quantisation: 'auto' });
  });
});
