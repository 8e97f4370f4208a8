/** Recorded examples and kept runs on screen. */
import { DiffuscopeError } from '../model/error.ts';
import { experimentKey, experimentOf } from '../state/experiment-url.ts';
import { galleryExamples } from '../state/gallery.ts';
import { findRun } from '../state/kept-run.ts';
import { settingsAreShown } from '../state/page-link.ts';
import type { WatchStore } from '../state/store.ts';
import type { DecodeTrace } from '../trace/types.ts';
import { fetchFile } from './files.ts';
import type { Library } from './library.ts';
import type { Opening } from './opening.ts';
import type { TraceFiles } from './trace-files.ts';

export interface Showing {
  /** Plays, or where motion is not wanted is shown whole. @param id default: the first example. */
  example(id?: string, how?: How): Promise<void>;
  run(id: string, how?: How): Promise<void>;
  /** Shows in each empty pane of Compare the newest kept decode of its settings and the prompt, if there is one. */
  panes(): Promise<void>;
}

interface How {
  /** Take prompt and settings over. By default they are, unless the user has changed them since the last decode. */
  readonly adopt?: true;
  /** Steps to show. */
  readonly cursor?: number | undefined;
}

export function createShowing(store: WatchStore, files: TraceFiles, library: Library, opening: Opening): Showing {
  const put = (trace: DecodeTrace, origin: 'example' | 'kept', at: 'playing' | 'end' | number, adopts: boolean) => {
    const state = store.getState();
    if (adopts || state.promptText === '' || settingsAreShown(state)) state.adopt(trace);
    state.show(trace, origin, at);
    store.setState({ awaited: null, wantedModel: null });
  };
  return {
    example: (id = galleryExamples[0]!.id, { adopt = false, cursor } = {}) =>
      opening.open(
        async () => {
          const example = galleryExamples.find((one) => one.id === id);
          const remedy = 'Choose one in the gallery.';
          if (example === undefined) throw new DiffuscopeError('not-found', `There is no example "${id}".`, remedy);
          return files.read(await fetchFile(`traces/${example.file}`));
        },
        (trace) => {
          const still = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'end' : 'playing';
          put(trace, 'example', cursor ?? still, adopt);
          store.setState({ exampleId: id });
        },
        'The example cannot open during a decode.',
      ),
    run: (id, { adopt = false, cursor } = {}) =>
      opening.open(
        async () => files.read(await library.file(id)),
        (trace) => {
          put(trace, 'kept', cursor ?? 'end', adopt);
          store.setState({ runId: id });
        },
        'A kept run cannot open during a decode.',
      ),
    async panes() {
      const { panes, promptText, runs, showKept, wantedModel, modelId } = store.getState();
      const wanted = panes.flatMap(({ id: pane, settings, trace }) => {
        const key = experimentKey(experimentOf(promptText, settings));
        const run = trace === null ? findRun(runs, key, wantedModel ?? modelId) : undefined;
        return run === undefined ? [] : [{ pane, runId: run.id }];
      });
      const reading = wanted.map(async (one) => ({ ...one, trace: await files.read(await library.file(one.runId)) }));
      try {
        showKept(await Promise.all(reading));
      } catch (thrown) {
        opening.report(thrown, 'What is on screen stays.');
      }
    },
  };
}
