/** Theme, colours, layout, speed, the model and whether the tour was seen are kept from one visit to the next. Without storage the page works and forgets. */
import { speeds } from '../state/run-slice.ts';
import type { WatchState, WatchStore } from '../state/store.ts';
import { chartTabs, colourModes, heatModes, layouts, themes } from '../state/view-slice.ts';

const KEY = 'diffuscope.preferences';

type Preferences = Pick<
  WatchState,
  'theme' | 'colour' | 'layout' | 'heat' | 'chartTab' | 'speed' | 'tourSeen' | 'chosenModel'
>;

const oneOf =
  (values: readonly unknown[]) =>
  (value: unknown): boolean =>
    values.includes(value);

/** What each preference may be; anything else that storage holds is ignored. */
const allowed: { readonly [Name in keyof Preferences]: (value: unknown) => boolean } = {
  theme: oneOf(themes),
  colour: oneOf(colourModes),
  layout: oneOf(layouts),
  heat: oneOf(heatModes),
  chartTab: oneOf(chartTabs),
  speed: oneOf(speeds),
  tourSeen: oneOf([true, false]),
  chosenModel: (value) => value === null || (typeof value === 'string' && value.length <= 200),
};

/** Puts the kept preferences into the store, and keeps them from then on. Sets the page's theme. */
export function keepPreferences(store: WatchStore): void {
  store.setState(readPreferences());
  const apply = (state: Preferences): void => {
    if (state.theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = state.theme;
  };
  apply(store.getState());
  store.subscribe((state, old) => {
    const changed = preferenceNames.some((name) => state[name] !== old[name]);
    if (!changed) return;
    apply(state);
    writePreferences(state);
  });
}

const preferenceNames = Object.keys(allowed) as (keyof Preferences)[];

function readPreferences(): Partial<Preferences> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return {};
    const entries = preferenceNames.map((name) => [name, (kept as Record<string, unknown>)[name]] as const);
    return Object.fromEntries(entries.filter(([name, value]) => value !== undefined && allowed[name](value)));
  } catch {
    return {}; // Storage denied, or not JSON.
  }
}

function writePreferences(state: Preferences): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(preferenceNames.map((name) => [name, state[name]]))));
  } catch {
    // Storage denied or full: the preference holds for this visit.
  }
}
