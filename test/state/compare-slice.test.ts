import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { presetOf, presetPanes } from '../../src/state/compare-presets.ts';
import { cursorOf, extentOf, isPending, type PresetId, paneStep } from '../../src/state/compare-slice.ts';
import { paneLabels } from '../../src/state/pane-labels.ts';
import { settingsProblems } from '../../src/state/settings-check.ts';
import { changeSettings, defaultSettings } from '../../src/state/settings-slice.ts';
import { createWatchStore, type WatchStore } from '../../src/state/store.ts';
import { transportOf } from '../../src/state/transport.ts';
import { english } from '../../src/words/words.ts';
import { stubTrace } from './stub-decode.ts';

const whole = await stubTrace();
const short = await stubTrace(4);

let store: WatchStore;
beforeEach(() => {
  store = createWatchStore();
  store.getState().setPlace('compare');
  store.getState().fillPanes([defaultSettings, defaultSettings], null);
});
const state = () => store.getState();
const put = () => {
  state().putInPane(state().panes[0]!.id, whole);
  state().putInPane(state().panes[1]!.id, short);
};
const shown = () => state().panes.map((pane) => paneStep(pane, state()));

describe('panes', () => {
  it('are at most four, and a further one begins as the last', () => {
    state().fillPanes(Array(5).fill(defaultSettings), 'scores');
    expect(state().panes).toHaveLength(4);
    state().fillPanes([{ ...defaultSettings, temperature: 0.7 }], 'scores');
    state().addPane();
    expect(state().panes.map(({ settings }) => settings.temperature)).toEqual([0.7, 0.7]);
    expect(state().preset).toBeNull();
    state().addPane();
    state().addPane();
    state().addPane();
    expect(new Set(state().panes.map(({ id }) => id)).size).toBe(4);
  });

  it('share canvas length and seed', () => {
    state().changePanes({ canvasLength: 32, seed: '7' });
    for (const { settings } of state().panes) {
      expect(settings).toMatchObject({ canvasLength: 32, steps: 32, blockLength: 32, seed: '7' });
    }
  });

  it('keep the base where panes go', () => {
    state().fillPanes(Array(3).fill(defaultSettings), null);
    state().setBase(2);
    state().removePane(state().panes[0]!.id);
    expect(state().base).toBe(1);
    state().removePane(state().panes[1]!.id);
    expect(state().base).toBe(0);
    state().setBase(5);
    expect(state().base).toBe(0);
  });

  it('know whether they show what they are set to', () => {
    const pane = () => state().panes[0]!;
    expect(isPending(pane(), 'Write f.')).toBe(true);
    put();
    expect(isPending(pane(), 'another prompt')).toBe(false);
    state().changePane(pane().id, { ...pane().settings, options: { threshold: { threshold: 0.5 } } });
    expect(isPending(pane(), '')).toBe(false);
    state().changePane(pane().id, { ...pane().settings, temperature: 0.5 });
    expect(isPending(pane(), '')).toBe(true);
    // A decode that was stopped is not what the settings say.
    expect(isPending(state().panes[1]!, '')).toBe(true);
  });
});

describe('the common cursor', () => {
  beforeEach(put);

  it('shows equally many steps, or the same share', () => {
    state().seekPanes(6);
    expect(shown()).toEqual([6, 4]);
    state().setAlignment('fraction');
    // 6 of 10 is 2.4 of 4.
    expect(shown()).toEqual([6, 2]);
    state().seekPanes(99);
    expect(shown()).toEqual([10, 4]);
  });

  it('finds the place where a pane shows so many steps', () => {
    const [long, brief] = state().panes;
    expect(cursorOf(3, brief!, state())).toBe(3);
    state().setAlignment('fraction');
    // 2 of 4 is 5 of 10, at which 2 of 4 are shown again.
    expect(cursorOf(2, brief!, state())).toBe(5);
    expect(cursorOf(7, long!, state())).toBe(7);
  });

  it('plays from the start if it is at the end, and pauses there', () => {
    expect(state().compareCursor).toBe(10);
    transportOf(state()).togglePlaying();
    expect(transportOf(state())).toMatchObject({ cursor: 0, end: 10, playing: true, moving: true });
    transportOf(state()).advance(7);
    transportOf(state()).advance(7);
    expect(transportOf(state())).toMatchObject({ cursor: 10, playing: false });
  });

  it('is not Watch’s', () => {
    state().show(whole, 'file', 'end');
    state().seekPanes(3);
    state().setPlace('watch');
    expect(transportOf(state())).toMatchObject({ cursor: 10, end: 10 });
    transportOf(state()).seek(2);
    expect(state()).toMatchObject({ cursor: 2, compareCursor: 3 });
  });

  it('follows a decode until it is moved away', () => {
    const [, second] = state().panes;
    state().beginComparing([second!.id]);
    state().seekPanes(2);
    state().growPane(second!.id, whole);
    expect(state().compareCursor).toBe(2);
    state().seekPanes(10);
    expect(state().compareFollowing).toBe(true);
    state().endComparing();
    expect(state()).toMatchObject({ comparing: 'idle', compareFollowing: false, compareCursor: 10 });
  });

  it('goes where a link wants it when all panes are decoded, unless it was moved', () => {
    const decodeBoth = (move: () => void) => {
      state().fillPanes([defaultSettings, defaultSettings], null);
      store.setState({ compareAwaited: 3 });
      const [first, second] = state().panes.map(({ id }) => id);
      state().beginComparing([first!]);
      state().growPane(first!, whole);
      state().endComparing();
      expect(state()).toMatchObject({ compareCursor: 10, compareAwaited: 3 });
      move();
      state().beginComparing([second!]);
      state().growPane(second!, short);
      state().endComparing();
      expect(state().compareAwaited).toBeNull();
      return state().compareCursor;
    };
    expect(decodeBoth(() => {})).toBe(3);
    expect(decodeBoth(() => state().seekPanes(5))).toBe(10);
  });

  it('never leaves its range', () => {
    const act = fc.oneof(
      fc.integer({ min: -50, max: 50 }).map((to) => () => state().seekPanes(to)),
      fc.nat(20).map((by) => () => state().advancePanes(by)),
      fc.constant(() => state().togglePanes()),
      fc.constant(() => state().setAlignment(state().alignment === 'step' ? 'fraction' : 'step')),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 12 }), (acts) => {
        for (const one of acts) one();
        const { compareCursor, panes } = state();
        expect(compareCursor).toBeGreaterThanOrEqual(0);
        expect(compareCursor).toBeLessThanOrEqual(extentOf(panes));
        for (const [index, step] of shown().entries()) {
          expect(step).toBeLessThanOrEqual(panes[index]!.trace!.steps.length);
        }
      }),
    );
  });
});

describe('presets', () => {
  it.each<[PresetId, string[]]>([
    ['scores', ['Highest confidence first (LLaDA)', 'Lowest entropy first', 'Widest margin first', 'Random order']],
    ['ties', ['ties lowest', 'ties random']],
    ['temperature', ['temperature 0.2', 'temperature 1']],
    ['blocks', ['blockLength 96', 'blockLength 32']],
    ['steps', ['steps 96', 'steps 24']],
  ])('%s changes one thing, and can be run', (id, labels) => {
    const panes = presetPanes(id, '5');
    const parts = paneLabels(panes).map((label) =>
      label.map((part) =>
        part.kind === 'value' ? `${part.field} ${part.value}` : part.kind === 'strategy' ? part.label : '',
      ),
    );
    expect(parts).toEqual(labels.map((label) => [label]));
    for (const settings of panes) {
      expect(settingsProblems(settings, 256, [], english)).toEqual({});
      expect(settings.seed).toBe('5');
    }
  });

  it('are known again on another canvas, and no more when one thing is changed', () => {
    for (const id of ['scores', 'ties', 'temperature', 'blocks', 'steps'] as const) {
      const panes = presetPanes(id, '5').map((pane) => changeSettings(pane, { canvasLength: 48 }));
      expect(presetOf(panes)).toBe(id);
      expect(presetOf(panes.slice(1))).toBeNull();
      expect(presetOf(panes.map((pane) => ({ ...pane, algTemp: 0.5 })))).toBeNull();
    }
    expect(presetOf([])).toBeNull();
  });

  it('has the tie rule where it decides most: T 0.2 with top-p 0.95', () => {
    for (const settings of presetPanes('ties', '1')) expect(settings).toMatchObject({ temperature: 0.2, topP: 0.95 });
  });

  it('moves panes of unequal steps by their share', () => {
    state().fillPanes(presetPanes('steps', '1'), 'steps');
    expect(state().alignment).toBe('fraction');
    state().fillPanes(presetPanes('blocks', '1'), 'blocks');
    expect(state().alignment).toBe('step');
  });
});

describe('paneLabels', () => {
  it('names the strategy where nothing differs, and options where they do', () => {
    const threshold = { ...defaultSettings, strategy: 'threshold' };
    const half = { ...threshold, options: { threshold: { threshold: 0.5 } } };
    expect(
      paneLabels([defaultSettings, defaultSettings])
        .flat()
        .map(({ kind }) => kind),
    ).toEqual(['strategy', 'strategy']);
    expect(paneLabels([threshold, half])).toEqual([
      [{ kind: 'value', field: 'option.threshold', value: 0.9 }],
      [{ kind: 'value', field: 'option.threshold', value: 0.5 }],
    ]);
    expect(paneLabels([null])).toEqual([[{ kind: 'unknown' }]]);
  });
});
