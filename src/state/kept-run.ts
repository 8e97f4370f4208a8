/** A decode that the browser keeps: what the list shows of it. The trace itself is a file beside it. */
import { findStrategy } from '../decode/strategies/registry.ts';
import { arNess, defaultConvention } from '../metrics/ar-ness.ts';
import { canvasAt } from '../trace/canvas-at.ts';
import { type OrderMap, orderMap } from '../trace/order-map.ts';
import type { DecodeTrace, Finish, TraceModel } from '../trace/types.ts';
import { experimentKey, tracedExperiment } from './experiment-url.ts';
import { EMBEDDED, linkedModel } from './model-slice.ts';
import { hasSettings } from './settings-slice.ts';
import { committedText } from './token-text.ts';

export interface KeptRun {
  readonly id: string;
  /** Given by the user; empty = none. */
  readonly name: string;
  readonly note: string;
  readonly origin: 'run' | 'file';
  /** What decoded it; absent in runs that were kept when there was only the embedded model. */
  readonly model?: Pick<TraceModel, 'id' | 'label'>;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly promptText: string;
  /** What was written, its beginning. */
  readonly answer: string;
  readonly strategy: string;
  readonly temperature: number;
  readonly seed: string;
  readonly canvasLength: number;
  /** Steps made. */
  readonly steps: number;
  readonly finish: Finish;
  /** Global AR-ness@1 by the default convention; `null` where nothing was committed. */
  readonly arNess: number | null;
  /** Of the experiment, see `experimentKey`; `null` for an import that has no settings. */
  readonly key: string | null;
  readonly map: OrderMap;
}

/** What the user may say of a run. */
export type RunText = Partial<Pick<KeptRun, 'name' | 'note'>>;

/** Runs that are kept at most; those with a name or a note are never dropped. */
export const MOST_RUNS = 200;

/** Characters of the answer that the list and the search know. */
const ANSWER_LENGTH = 400;

export function keptRun(id: string, origin: KeptRun['origin'], name: string, trace: DecodeTrace): KeptRun {
  const { request, steps } = trace;
  return {
    ...{ id, name, note: '', origin },
    model: { id: trace.model.id, label: trace.model.label },
    createdAt: trace.createdAt,
    promptText: trace.promptText,
    answer: committedText(trace, canvasAt(trace, steps.length)).slice(0, ANSWER_LENGTH),
    strategy: request.strategy,
    temperature: request.sampling.temperature,
    seed: request.seed,
    canvasLength: request.canvasLength,
    steps: steps.length,
    finish: trace.finish,
    arNess: arNess(trace, defaultConvention).global[0]?.value ?? null,
    key: hasSettings(trace) ? experimentKey(tracedExperiment(trace)) : null,
    map: orderMap(trace),
  };
}

/** The newest kept decode of an experiment by a model, as a link names both. */
export function findRun(runs: readonly KeptRun[], key: string, model: string): KeptRun | undefined {
  return runs.find((run) => run.key === key && linkedModel(run.model?.id ?? EMBEDDED) === model);
}

/** Newest first. */
export function newestFirst(runs: readonly KeptRun[]): readonly KeptRun[] {
  return [...runs].sort((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0));
}

/** Ids of the oldest runs without name and note that are too many. */
export function surplus(runs: readonly KeptRun[], most = MOST_RUNS): readonly string[] {
  const unnamed = newestFirst(runs).filter(({ name, note }) => name === '' && note === '');
  const excess = Math.max(0, runs.length - most);
  return excess === 0 ? [] : unnamed.slice(-excess).map(({ id }) => id);
}

/** Those in which every word of the query occurs, in whatever case: name, note, prompt, answer, settings. */
export function searchRuns(runs: readonly KeptRun[], query: string): readonly KeptRun[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return runs.filter((run) => {
    const text = searchText(run);
    return words.every((word) => text.includes(word));
  });
}

function searchText({
  model,
  name,
  note,
  promptText,
  answer,
  strategy,
  temperature,
  seed,
  createdAt,
}: KeptRun): string {
  const parts = [name, note, promptText, answer, strategy, strategyLabel(strategy), model?.label ?? ''];
  return [...parts, `t=${temperature}`, `seed=${seed}`, createdAt.slice(0, 10)].join('\n').toLowerCase();
}

/** The id itself where no strategy of this page has it. */
export function strategyLabel(id: string): string {
  try {
    return findStrategy(id).label;
  } catch {
    return id;
  }
}
