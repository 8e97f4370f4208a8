/** The link to what the page shows and is set to. */
import { extentOf } from './compare-slice.ts';
import { type Experiment, experimentKey, experimentOf, tracedExperiment } from './experiment-url.ts';
import { EMBEDDED, linkedModel } from './model-slice.ts';
import { hasSettings, type Settings } from './settings-slice.ts';
import type { WatchState } from './store.ts';
import type { Link } from './url.ts';

type Page = Pick<
  WatchState,
  | 'place'
  | 'promptText'
  | 'settings'
  | 'trace'
  | 'origin'
  | 'exampleId'
  | 'cursor'
  | 'awaited'
  | 'provider'
  | 'quantisation'
  | 'colour'
  | 'layout'
  | 'panes'
  | 'base'
  | 'alignment'
  | 'compareCursor'
  | 'compareAwaited'
  | 'modelId'
  | 'wantedModel'
>;

/**
 * Of Compare the comparison as it is set. In Watch the decode on screen is said by its example or by its settings;
 * settings changed since then come before it.
 */
export function pageLink(page: Page): Link {
  if (page.place === 'compare') return { ...comparisonOf(page), ...modelOf(nextModel(page)), ...viewOf(page) };
  const set = experimentOf(page.promptText, page.settings);
  const key = experimentKey(set);
  const shown = shownExperiment(page);
  const view = viewOf(page);
  if (shown !== null && experimentKey(shown) === key) return { ...linkOfShown(page, shown), ...view };
  if (page.promptText === '') return view;
  return { experiment: set, ...modelOf(nextModel(page)), ...awaitedCursor(page, key), ...view };
}

/** The link to the decode on screen, whatever the settings are now; `null` if it has none. */
export function shownLink(page: Page): Link | null {
  const shown = shownExperiment(page);
  return shown === null ? null : { ...linkOfShown(page, shown), ...viewOf(page) };
}

/** What made the decode on screen; `null` if there is none, or it does not say. */
export function shownExperiment({ trace }: Pick<Page, 'trace'>): Experiment | null {
  return trace !== null && hasSettings(trace) ? tracedExperiment(trace) : null;
}

/** Whether the settings of the page would make the decode on screen. */
export function settingsAreShown(page: Page): boolean {
  const shown = shownExperiment(page);
  return shown !== null && experimentKey(shown) === experimentKey(experimentOf(page.promptText, page.settings));
}

/** A comparison without a cursor is shown whole. */
function comparisonOf(page: Page): Link {
  const { promptText, panes, base, alignment, compareCursor, compareAwaited } = page;
  const settings = panes.map((pane) => experimentOf(promptText, pane.settings).settings);
  const cursor = compareAwaited ?? (compareCursor === extentOf(panes) ? null : compareCursor);
  return { comparison: { promptText, panes: settings, base, alignment }, ...(cursor !== null && { cursor }) };
}

function awaitedCursor({ awaited }: Page, key: string): Link {
  return awaited?.key === key && awaited.cursor !== undefined ? { cursor: awaited.cursor } : {};
}

/** An example without a cursor plays; a decode without one is shown whole. */
function linkOfShown({ origin, exampleId, cursor, trace }: Page, experiment: Experiment): Link {
  if (origin === 'example' && exampleId !== null) return { example: exampleId, cursor };
  return { experiment, ...modelOf(trace!.model.id), ...(cursor !== trace!.steps.length && { cursor }) };
}

/** Id of the model that a run is meant for: what the link says that was opened, else the one that is loaded. */
function nextModel({ wantedModel, modelId }: Page): string {
  return wantedModel ?? modelId;
}

function modelOf(id: string): Link {
  const model = linkedModel(id);
  return model === EMBEDDED ? {} : { model };
}

function viewOf({ provider, quantisation, colour, layout }: Page): Link {
  return {
    ...(provider !== 'auto' && { provider }),
    ...(quantisation !== 'auto' && { quantisation }),
    ...(colour !== 'order' && { colour }),
    ...(layout !== 'auto' && { layout }),
  };
}

/** The settings of an experiment in place of those of the page; options of other strategies stay. */
export function withExperiment(settings: Settings, { settings: own }: Experiment): Settings {
  const { [own.strategy]: _, ...others } = settings.options;
  return { ...own, options: { ...others, ...own.options } };
}
