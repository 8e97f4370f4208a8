/** One benchmark, from the model that is loaded to its report. */
import { version } from '../../package.json';
import { createLoadTimer, type LoadTiming } from '../engine/benchmark/load-timer.ts';
import { type MeasuredSteps, measureSteps } from '../engine/benchmark/measure-steps.ts';
import { stepTiming } from '../engine/benchmark/step-timing.ts';
import type { Engine, LoadedModel } from '../engine/engine.ts';
import { askMachine } from '../engine/preflight/client.ts';
import type { MachineFacts } from '../engine/preflight/facts.ts';
import { DiffuscopeError } from '../model/error.ts';
import type { BenchmarkReport } from '../state/benchmark-report.ts';
import type { BenchmarkChoices } from '../state/machine-actions.ts';
import type { WatchStore } from '../state/store.ts';
import type { ModelLoading } from './model-loading.ts';

/** Steps with the head in JavaScript, where the GPU has one: each may bring a hundred megabytes. */
const CPU_HEAD_STEPS = 5;

/**
 * Tells the store how far it is.
 * @returns `null` if it was stopped before a step that counts.
 * @throws DiffuscopeError as loading and decoding do.
 */
export async function measureModel(
  store: WatchStore,
  engine: Engine,
  loading: ModelLoading,
  choices: BenchmarkChoices,
  signal: AbortSignal,
): Promise<BenchmarkReport | null> {
  const facts = store.getState().machine ?? (await askMachine());
  const load = choices.reload ? await timedLoad(store, loading) : null;
  const { model: status } = store.getState();
  if (status.phase !== 'ready' || signal.aborted) return null;
  const { model } = status;

  const stepsOf = async (stage: 'steps' | 'cpu-head', count: number): Promise<MeasuredSteps | null> => {
    let done = 0;
    const say = (lastMillis: number | null) => store.setState({ benchmark: { stage, done, of: count, lastMillis } });
    say(null);
    const { sequence, masked } = choices;
    const asked = { sequence, masked, steps: count, ...(stage === 'cpu-head' && { head: 'cpu' as const }) };
    return measureSteps(
      engine,
      model.manifest,
      asked,
      ({ millis }) => {
        done += 1;
        say(millis);
      },
      signal,
    );
  };
  const measured = await stepsOf('steps', choices.steps);
  if (measured === null) return null;
  const steps = stepsReport(measured, choices, model);
  const onCpu =
    steps.headOn === 'gpu' && !signal.aborted
      ? await stepsOf('cpu-head', Math.min(CPU_HEAD_STEPS, choices.steps))
      : null;
  return {
    format: 'diffuscope-benchmark',
    schemaVersion: 1,
    version,
    createdAt: new Date().toISOString(),
    model: modelReport(model),
    machine: machineReport(facts, model),
    load: load === null ? null : { ...load, phases: [...load.phases], fromCache: model.fromCache },
    steps,
    cpuHead: onCpu === null ? null : stepsReport(onCpu, choices, model),
  };
}

/** Loads the model that the page shows once more. */
async function timedLoad(store: WatchStore, loading: ModelLoading): Promise<LoadTiming> {
  const timer = createLoadTimer(performance.now());
  const unsubscribe = store.subscribe(({ model }, { model: before }) => {
    if (model !== before && model.phase === 'loading' && model.progress !== null) {
      timer.see(model.progress, performance.now());
    }
  });
  try {
    await loading.load();
  } finally {
    unsubscribe();
  }
  const { model } = store.getState();
  if (model.phase === 'failed') throw DiffuscopeError.from(model.error);
  return timer.finish(performance.now());
}

function stepsReport(
  { warmUp, samples }: MeasuredSteps,
  { sequence, masked }: BenchmarkChoices,
  { manifest }: LoadedModel,
): BenchmarkReport['steps'] {
  const timing = stepTiming(samples, sequence, manifest.architecture.vocabularySize);
  return {
    sequence,
    masked,
    steps: timing.steps,
    warmUpMillis: warmUp.millis,
    stepMillis: timing.step,
    passMillis: timing.pass,
    headMillis: timing.head,
    headOn: timing.headOn,
    bytesToJavaScript: timing.bytesToJavaScript,
    tokensReadPerSecond: timing.readPerSecond,
    stepsPerSecond: timing.stepsPerSecond,
  };
}

function modelReport({ manifest, quantisation }: LoadedModel): BenchmarkReport['model'] {
  const variant = manifest.variants[quantisation];
  if (variant === undefined) throw new Error(`the manifest has no ${quantisation}`);
  return { id: manifest.id, label: manifest.label, quantisation, sha256: variant.sha256 };
}

function machineReport(facts: MachineFacts, { provider, detail }: LoadedModel): BenchmarkReport['machine'] {
  const { browser, gpu, cores, memory, jspi, isolated } = facts;
  const adapter =
    gpu.kind === 'adapter'
      ? { name: gpu.name, software: gpu.software, f16: gpu.f16, subgroups: gpu.subgroups, limits: { ...gpu.limits } }
      : null;
  return { browser, provider, runtime: detail, cores, memoryBytes: memory, jspi, isolated, adapter };
}
