// @vitest-environment jsdom
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { pageView } from '../../src/app/export/page-view.ts';
import { entropyScale } from '../../src/charts/heat-map-cells.ts';
import { decodePage } from '../../src/export/decode-page.ts';
import { provenanceOf } from '../../src/export/provenance.ts';
import { mostRevisions, stepExtent } from '../../src/state/revisions.ts';
import { slotsAt } from '../../src/state/slots.ts';
import { parseTrace, traceToJson } from '../../src/trace/json.ts';
import type { DecodeTrace } from '../../src/trace/types.ts';
import { tokenColour } from '../../src/views/canvas/token-colour.ts';
import { english } from '../../src/words/words.ts';
import { grownInside, traceOf } from '../trace/fixture.ts';

const root = join(import.meta.dirname, '..', '..');
const script = readFileSync(join(root, 'src/app/player/player.js'), 'utf8');
const modes = ['order', 'confidence', 'entropy', 'age', 'revisions'] as const;

/** Plays a saved page in this document. */
function open(trace: DecodeTrace) {
  const none = { text: '', hash: '' };
  const parts = { provenance: provenanceOf(trace), traceJson: traceToJson(trace), script: none, style: none };
  const html = decodePage({ ...parts, view: pageView(trace, english) }, english);
  document.documentElement.innerHTML = new DOMParser().parseFromString(html, 'text/html').documentElement.innerHTML;
  // Still, as for readers who want no motion.
  globalThis.matchMedia = (media) => Object.assign(new EventTarget(), { media, matches: true }) as MediaQueryList;
  new Function(script)();
  const colour = document.querySelector('select')!;
  const scrub = document.querySelector('input')!;
  return {
    seek: (cursor: number) => {
      scrub.value = String(cursor);
      scrub.dispatchEvent(new Event('input'));
    },
    colourBy: (mode: string) => {
      colour.value = mode;
      colour.dispatchEvent(new Event('change'));
    },
    /** One cell a position. */
    cells: () =>
      Array.from(trace.final, (_, position) => document.querySelector<HTMLElement>(`[data-position="${position}"]`)!),
  };
}

const channels = (colour: string): readonly number[] =>
  colour.startsWith('#')
    ? [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
    : (colour.match(/\d+/g)?.map(Number) ?? []);

const example = (name: string): DecodeTrace =>
  parseTrace(gunzipSync(readFileSync(join(root, 'public/traces', `${name}.json.gz`))).toString('utf8'));

describe('the player of a saved page', () => {
  it('knows age and revisions', () => {
    // 0 is written and overwritten, 1 is written, masked and written again, 2 is written once.
    const commit = (position: number, tokenId: number) => ({ position, tokenId });
    const trace = traceOf(3, [
      { unmask: [commit(0, 7)] },
      { unmask: [commit(0, 8), commit(1, 7)] },
      { unmask: [], remask: [1] },
      { unmask: [commit(1, 9), commit(2, 7)] },
    ]);
    const player = open(trace);
    const stops = (mode: 'age' | 'revisions') => pageView(trace, english).colours[mode];
    const shown = () => player.cells().map(({ style }) => channels(style.background));
    player.colourBy('age');
    // Steps since the commit: 2, 0, 0 of 3; two thirds lie a third of the way from the sixth to the seventh of nine stops.
    const [from, to] = [channels(stops('age')[5]!), channels(stops('age')[6]!)];
    const twoThirds = from.map((channel, index) => Math.round(channel + (to[index]! - channel) / 3));
    expect(shown()).toEqual([twoThirds, channels(stops('age')[0]!), channels(stops('age')[0]!)]);
    player.colourBy('revisions');
    expect(shown()).toEqual([8, 8, 0].map((stop) => channels(stops('revisions')[stop]!)));
    player.seek(3);
    expect(shown().map(({ length }) => length)).toEqual([3, 0, 0]);
  });

  it.each([
    ['that remasks', example('remasking')],
    ['that overwrites', example('revising')],
    ['whose canvas grows inside', grownInside()],
  ])('shows a decode %s as the canvas of the app does', (_, trace) => {
    const player = open(trace);
    const scale = { entropy: entropyScale(trace), steps: stepExtent(trace), revisions: mostRevisions(trace) };
    for (const mode of modes) {
      player.colourBy(mode);
      const stride = Math.max(1, Math.floor(trace.steps.length / 6));
      for (let cursor = 0; cursor <= trace.steps.length; cursor += stride) {
        player.seek(cursor);
        const slots = slotsAt(trace, cursor);
        for (const [position, cell] of player.cells().entries()) {
          const wanted = tokenColour(trace, slots[position]!, cursor, mode, scale);
          const [is, should] = [channels(cell.style.background), channels(wanted ?? '')];
          expect(is.length, `${mode}, ${cursor} steps, position ${position}`).toBe(should.length);
          // Nine stops stand for the whole map: cividis bends between two of them.
          for (const [index, channel] of is.entries()) expect(Math.abs(channel - should[index]!)).toBeLessThan(20);
          expect(cell.classList.contains('masked')).toBe(slots[position]!.masked && slots[position]!.exists);
        }
      }
    }
  });
});
