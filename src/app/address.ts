/** The address of the page says the whole experiment, and an address says what the page shows. */
import { DiffuscopeError } from '../model/error.ts';
import { presetOf } from '../state/compare-presets.ts';
import { type Experiment, experimentKey } from '../state/experiment-url.ts';
import { findRun } from '../state/kept-run.ts';
import { EMBEDDED } from '../state/model-slice.ts';
import { pageLink, withExperiment } from '../state/page-link.ts';
import type { WatchState, WatchStore } from '../state/store.ts';
import { type Comparison, decodeLink, encodeLink, type Link, leavesPromptOut } from '../state/url.ts';
import type { Opening } from './opening.ts';
import type { Showing } from './showing.ts';

/** Browsers refuse addresses that change many times a second. */
const REST_MILLIS = 300;

export interface Address {
  /** Shows what the address says; `false` if it says nothing that is to be shown. */
  open(): boolean;
  /** Keeps the address up to date, and opens the one that the user goes to. */
  follow(): void;
}

/** @param reload loads the model anew, after another provider or other weights were chosen. */
export function createAddress(store: WatchStore, showing: Showing, opening: Opening, reload: () => void): Address {
  /** The fragment that was opened or written last: another one is of a navigation that was not heard of yet. */
  let known = location.hash;
  /** Decodes that were asked for and are not on screen yet: until then the address is of what comes. */
  let expected = 0;

  const open = (): boolean => {
    known = location.hash;
    const { link, ignored } = decodeLink(known);
    // The address goes back to what is on screen when the decode is over.
    if (opening.refuses('A link cannot open during a decode.')) return true;
    setView(link);
    const shows = show(link);
    if (ignored.length > 0) {
      const message = `The link says what this page does not know: ${ignored.join(', ')}.`;
      const remedy = 'Ask for the link again.';
      opening.report(new DiffuscopeError('bad-settings', message, remedy), 'These parts were left out.');
    }
    return shows;
  };

  const setView = ({ colour, layout, provider, quantisation, experiment, comparison, model: named }: Link): void => {
    const { provider: before, quantisation: weights, model } = store.getState();
    const decodes = experiment !== undefined || comparison !== undefined;
    store.setState({
      wantedModel: decodes ? (named ?? EMBEDDED) : null,
      // What a link says is what somebody wants.
      ...(decodes && { offersDefaults: false }),
      ...(colour !== undefined && { colour }),
      ...(layout !== undefined && { layout }),
      ...(provider !== undefined && { provider }),
      ...(quantisation !== undefined && { quantisation }),
    });
    const other = (provider ?? before) !== before || (quantisation ?? weights) !== weights;
    if (other && model.phase !== 'idle') reload();
  };

  /** The address is written once it is there, or has failed. */
  const expect = (shown: Promise<void>): void => {
    expected += 1;
    void shown.finally(() => {
      expected -= 1;
      schedule();
    });
  };

  const show = ({ example, comparison, experiment, model, cursor }: Link): boolean => {
    if (comparison !== undefined) {
      compare(comparison, model, cursor);
      return true;
    }
    if (example === undefined && experiment === undefined) return false;
    store.getState().setPlace('watch');
    if (example !== undefined) expect(showing.example(example, { adopt: true, cursor }));
    else if (experiment !== undefined) watch(experiment, model, cursor);
    return true;
  };

  const watch = (experiment: Experiment, model = EMBEDDED, cursor?: number): void => {
    const key = experimentKey(experiment);
    const kept = findRun(store.getState().runs, key, model);
    if (kept !== undefined) expect(showing.run(kept.id, { adopt: true, cursor }));
    else {
      opening.supersede();
      store.setState(({ settings }) => ({
        promptText: experiment.promptText,
        settings: withExperiment(settings, experiment),
        awaited: { key, ...(cursor !== undefined && { cursor }) },
        ...blank,
      }));
    }
  };

  /** Fills the panes, with what is kept of their decodes. A Watch that shows nothing yet is set to the first of them. */
  const compare = (comparison: Comparison, model = EMBEDDED, cursor?: number): void => {
    const { promptText, panes, base, alignment } = comparison;
    const { trace, settings } = store.getState();
    if (trace === null) watch({ promptText, settings: panes[0] ?? settings }, model);
    else opening.supersede();
    store.getState().fillPanes(panes, presetOf(panes));
    store.setState({ promptText, base, alignment, compareAwaited: cursor ?? null });
    store.getState().setPlace('compare');
    expect(showing.panes());
  };

  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = (): void => {
    timer = undefined;
    const state = store.getState();
    if (expected > 0 || !atRest(state) || !saysSomething(state)) return;
    const link = pageLink(state);
    // Without its prompt it would lead to another decode.
    const fragment = leavesPromptOut(link) ? '' : encodeLink(link);
    if (location.hash !== known || fragment === known.replace(/^#/, '')) return;
    history.replaceState(null, '', fragment === '' ? location.pathname + location.search : `#${fragment}`);
    known = location.hash;
  };

  const schedule = (): void => {
    if (timer === undefined && atRest(store.getState())) timer = setTimeout(write, REST_MILLIS);
  };

  return {
    open,
    follow() {
      store.subscribe(schedule);
      addEventListener('hashchange', () => void open());
    },
  };
}

/** Nothing on screen. */
const blank = { trace: null, notes: [], cursor: 0, playing: false, following: false, pinned: null, hovered: null };

function saysSomething({ place, trace, awaited }: WatchState): boolean {
  return place === 'compare' || trace !== null || awaited !== null;
}

function atRest({ playing, run, comparePlaying, comparing }: WatchState): boolean {
  return !playing && run === 'idle' && !comparePlaying && comparing === 'idle';
}
