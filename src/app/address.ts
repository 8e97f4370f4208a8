/** The address of the page says the whole experiment, and an address says what the page shows. */
import { DiffuscopeError } from '../model/error.ts';
import { pageLink, withExperiment } from '../state/page-link.ts';
import type { WatchState, WatchStore } from '../state/store.ts';
import { decodeLink, encodeLink, experimentKey, type Link } from '../state/url.ts';
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

  const setView = ({ colour, layout, provider, quantisation }: Link): void => {
    const { provider: before, quantisation: weights, model } = store.getState();
    store.setState({
      ...(colour !== undefined && { colour }),
      ...(layout !== undefined && { layout }),
      ...(provider !== undefined && { provider }),
      ...(quantisation !== undefined && { quantisation }),
    });
    const other = (provider ?? before) !== before || (quantisation ?? weights) !== weights;
    if (other && model.phase !== 'idle') reload();
  };

  const show = ({ example, experiment, cursor }: Link): boolean => {
    if (example !== undefined) {
      void showing.example(example, { adopt: true, cursor });
      return true;
    }
    if (experiment === undefined) return false;
    const key = experimentKey(experiment);
    const kept = store.getState().runs.find((run) => run.key === key);
    if (kept !== undefined) void showing.run(kept.id, { adopt: true, cursor });
    else {
      opening.supersede();
      store.setState(({ settings }) => ({
        promptText: experiment.promptText,
        settings: withExperiment(settings, experiment),
        awaited: { key, ...(cursor !== undefined && { cursor }) },
        ...blank,
      }));
    }
    return true;
  };

  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = (): void => {
    timer = undefined;
    const state = store.getState();
    if (!atRest(state) || (state.trace === null && state.awaited === null)) return;
    const fragment = encodeLink(pageLink(state));
    if (location.hash !== known || fragment === known.replace(/^#/, '')) return;
    history.replaceState(null, '', fragment === '' ? location.pathname + location.search : `#${fragment}`);
    known = location.hash;
  };

  return {
    open,
    follow() {
      store.subscribe(() => {
        if (timer === undefined && atRest(store.getState())) timer = setTimeout(write, REST_MILLIS);
      });
      addEventListener('hashchange', () => void open());
    },
  };
}

/** Nothing on screen. */
const blank = { trace: null, notes: [], cursor: 0, playing: false, following: false, pinned: null, hovered: null };

function atRest({ playing, run }: Pick<WatchState, 'playing' | 'run'>): boolean {
  return !playing && run === 'idle';
}
