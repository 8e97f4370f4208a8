import { beforeEach, describe, expect, it } from 'vitest';
import { experimentKey, experimentOf } from '../../src/state/experiment-url.ts';
import { pageLink, settingsAreShown, shownLink } from '../../src/state/page-link.ts';
import { defaultSettings } from '../../src/state/settings-slice.ts';
import { createWatchStore, type WatchStore } from '../../src/state/store.ts';
import { decodeLink, encodeLink } from '../../src/state/url.ts';
import { stubTrace } from './stub-decode.ts';

const trace = await stubTrace();
let store: WatchStore;
const link = () => encodeLink(pageLink(store.getState()));
beforeEach(() => {
  store = createWatchStore();
});

const settled = 'p=Write+f.&schedule=llada&canvas=10&nomask=1';

describe('the link of the page', () => {
  it('is empty where there is nothing to say', () => {
    expect(link()).toBe('');
    store.getState().setColour('entropy');
    expect(link()).toBe('colour=entropy');
  });

  it('says the decode on screen by its settings, and how much of it is shown', () => {
    store.getState().adopt(trace);
    store.getState().show(trace, 'kept', 'end');
    expect(link()).toBe(`${settled}&model=stub`);
    store.getState().seek(4);
    expect(link()).toBe(`${settled}&model=stub&at=4`);
    expect(settingsAreShown(store.getState())).toBe(true);
  });

  it('says an example by its name', () => {
    store.getState().adopt(trace);
    store.getState().show(trace, 'example', 3);
    store.setState({ exampleId: 'first-light' });
    expect(link()).toBe('example=first-light&at=3');
  });

  it('follows settings that were changed since, while the decode on screen has a link of its own', () => {
    store.getState().adopt(trace);
    store.getState().show(trace, 'kept', 4);
    store.getState().change({ temperature: 0.5 });
    expect(decodeLink(link()).link.experiment?.settings.temperature).toBe(0.5);
    expect(decodeLink(link()).link.cursor).toBeUndefined();
    expect(settingsAreShown(store.getState())).toBe(false);
    expect(encodeLink(shownLink(store.getState())!)).toBe(`${settled}&model=stub&at=4`);
  });

  it('keeps the cursor that an offered run awaits', () => {
    store.getState().adopt(trace);
    const { promptText, settings } = store.getState();
    store.setState({ awaited: { key: experimentKey(experimentOf(promptText, settings)), cursor: 7 } });
    expect(link()).toBe(`${settled}&at=7`);
  });

  it('says the model where it is not the embedded one: that of the decode, else the one that a link names, or the loaded one', () => {
    store.getState().setPrompt('hi');
    expect(link()).toBe('p=hi');
    store.setState({ modelId: 'large' });
    expect(link()).toBe('p=hi&model=large');
    store.setState({ wantedModel: 'small.1' });
    expect(decodeLink(link()).link.model).toBe('small.1');
    store.getState().adopt(trace);
    store.getState().show({ ...trace, model: { ...trace.model, id: 'imported' } }, 'file', 'end');
    expect(link()).toBe(settled);
  });

  it('says a comparison in Compare, and where its cursor is or is to be', () => {
    const { setPlace, fillPanes, setPrompt, putInPane, seekPanes, setBase } = store.getState();
    setPlace('compare');
    setPrompt('hi');
    expect(link()).toBe('p=hi&panes=0');
    fillPanes([defaultSettings, { ...defaultSettings, temperature: 1 }], null);
    store.setState({ compareAwaited: 7 });
    expect(link()).toBe('p=hi&panes=2&b.t=1&at=7');
    // The options of a strategy that is not chosen are not part of it.
    const [first, second] = store.getState().panes;
    store.getState().changePane(first!.id, { ...defaultSettings, options: { threshold: { threshold: 0.5 } } });
    store.setState({ compareAwaited: null });
    expect(link()).toBe('p=hi&panes=2&b.t=1');
    putInPane(second!.id, trace);
    seekPanes(3);
    setBase(1);
    store.getState().setColour('entropy');
    expect(link()).toMatch(/^p=hi&panes=2&b\.schedule=llada&.*&base=b&pace=step&at=3&colour=entropy$/);
    setPlace('watch');
    expect(link()).toBe('p=hi&colour=entropy');
  });

  it('has none of an import that has no settings', () => {
    store.getState().show({ ...trace, request: { ...trace.request, strategy: 'unknown' } }, 'file', 'end');
    expect(shownLink(store.getState())).toBeNull();
  });
});
