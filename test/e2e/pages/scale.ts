/** What scripts/test-scale.js calls in the page: a model brought to the browser's disk, loaded from it and run. */
import type { DecodeRequest, StepRecord } from '../../../src/decode/types.ts';
import { createEngine } from '../../../src/engine/client.ts';
import type { LoadProgress } from '../../../src/engine/engine.ts';
import { createModelStorage } from '../../../src/engine/storage/client.ts';
import { type Outcome, outcome } from './outcome.ts';

const storage = createModelStorage();
const engine = createEngine({
  urls: {
    runtime: new URL('/ort/', location.href).href,
    embedded: new URL('/models/pocket/', location.href).href,
  },
  createWorker: () => new Worker(new URL('./scale-worker.ts', import.meta.url), { type: 'module', name: 'engine' }),
});

/** When a load reported what, in milliseconds from its start. */
type Milestone = LoadProgress & { readonly millis: number };

const scalePage = {
  /** @returns id on the disk. */
  download: (url: string): Promise<Outcome<string>> =>
    outcome(() =>
      storage.download({ from: { kind: 'url', url }, quantisation: 'q4' }, () => {}, new AbortController().signal),
    ),
  load: (id: string): Promise<Outcome<{ detail: string; milestones: Milestone[] }>> =>
    outcome(async () => {
      const start = performance.now();
      const milestones: Milestone[] = [];
      const { detail } = await engine.load(
        { place: { kind: 'disk', id }, provider: 'webgpu', quantisation: 'q4' },
        (progress) => milestones.push({ ...progress, millis: performance.now() - start }),
      );
      return { detail, milestones };
    }),
  decode: (request: Omit<DecodeRequest, 'prompt'> & { prompt: number[] }): Promise<Outcome<PlainStep[]>> =>
    outcome(async () => {
      const steps: PlainStep[] = [];
      await engine.decode(
        { ...request, prompt: Int32Array.from(request.prompt) },
        (record, millis, pass) => steps.push({ ...plain(record), millis, bytes: pass?.bytesToJavaScript ?? 0 }),
        new AbortController().signal,
      );
      return steps;
    }),
  remove: (id: string): Promise<Outcome<void>> =>
    outcome(async () => {
      engine.dispose();
      await storage.remove(id);
    }),
};

interface PlainStep {
  readonly millis: number;
  /** From the network to JavaScript. */
  readonly bytes: number;
  readonly unmask: StepRecord['unmask'];
  readonly topIds: number[];
  readonly topLogProbs: number[];
  readonly entropy: number[];
}

const plain = ({ unmask, stats }: StepRecord) => ({
  unmask,
  topIds: [...stats.topIds],
  topLogProbs: [...stats.topLogProbs],
  entropy: [...stats.entropy],
});

declare global {
  interface Window {
    scalePage: typeof scalePage;
  }
}
window.scalePage = scalePage;
