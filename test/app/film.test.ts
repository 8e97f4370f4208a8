import { describe, expect, it } from 'vitest';
import type { Mark } from '../../src/charts/scene.ts';
import { decodeFrames } from '../../src/views/exports/decode-frame.ts';
import { filmSteps } from '../../src/views/exports/film-steps.ts';
import { english } from '../../src/words/words.ts';
import { hostileTrace, smallTrace } from '../charts/fixture.ts';

const texts = (marks: readonly Mark[]): string[] => marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));

describe('filmSteps', () => {
  it('shows every step of a short decode, and holds the last', () => {
    // 57 frames in about ten seconds: 1000 / 57 = 17.5, so 180 ms.
    const { cursors, stride, delays } = filmSteps(56);
    expect(stride).toBe(1);
    expect(cursors).toHaveLength(57);
    expect(delays.slice(-2)).toEqual([180, 2500]);
    expect(filmSteps(2)).toEqual({ cursors: [0, 1, 2], stride: 1, delays: [500, 500, 2500] });
    expect(filmSteps(0)).toEqual({ cursors: [0], stride: 1, delays: [2500] });
  });

  it('leaves steps out of a long one, but not the last', () => {
    // 512 / 119 rounds up to 5: 0, 5, … 510 and 512.
    const { cursors, stride } = filmSteps(512);
    expect(stride).toBe(5);
    expect(cursors).toHaveLength(104);
    expect(cursors.slice(-2)).toEqual([510, 512]);
    for (const steps of [119, 120, 238, 239, 2048]) expect(filmSteps(steps).cursors.length).toBeLessThanOrEqual(120);
  });
});

describe('decodeFrames', () => {
  const trace = smallTrace();

  it('shows prompt, strategy, step and legend over the tokens', () => {
    const { scene } = decodeFrames(trace, 'confidence', english);
    const said = texts(scene(1).marks);
    expect(said).toEqual(expect.arrayContaining(['nine', 'entropy · step 1 of 2', 'Confidence  0', '1']));
    // Positions 0 and 2 are committed in the first step, the other two still masked with their guess.
    expect(said.slice(-4)).toEqual(['t7', 't7', 't8', 't7']);
  });

  it('keeps its size, whatever the step', () => {
    const { scene } = decodeFrames(trace, 'order', english);
    const [first, last] = [scene(0), scene(2)];
    expect([first.width, first.height]).toEqual([last.width, last.height]);
    expect(texts(scene(0).marks)).not.toContain('t7');
  });

  it('cuts what no cell and no title holds, and stays finite', () => {
    const long = hostileTrace('word '.repeat(500), `${'汉'.repeat(300)}\n`);
    const { width, height, marks } = decodeFrames(long, 'entropy', english).scene(2);
    expect(width).toBeLessThan(900);
    expect(height).toBeLessThan(1300);
    expect(Math.max(...texts(marks).map((text) => text.length))).toBeLessThan(140);
    expect(JSON.stringify(marks)).not.toContain('null');
  });
});
