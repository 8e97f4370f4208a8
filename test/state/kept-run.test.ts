import { describe, expect, it } from 'vitest';
import { keptRun, newestFirst, searchRuns, surplus } from '../../src/state/kept-run.ts';
import { decodeLink } from '../../src/state/url.ts';
import { stubTrace } from './stub-decode.ts';

const run = keptRun('a', 'run', '', await stubTrace());
const at = (id: string, day: number, name = '') => ({ ...run, id, name, createdAt: `2025-01-0${day}T00:00:00.000Z` });

describe('a kept run', () => {
  it('tells what the list shows', () => {
    expect(run).toMatchObject({
      id: 'a',
      name: '',
      promptText: 'Write f.',
      answer: 'def f():\n    return 1',
      strategy: 'entropy',
      temperature: 0,
      canvasLength: 10,
      steps: 10,
      finish: 'complete',
    });
    // The order 9 8 7 0 6 4 2 5 1 3: positions 0, 2, 1, 3 come as the leftmost left: 0; then 1 and 3 at the end.
    expect(run.arNess).toBe(3 / 10);
  });

  it('has the key that a link to its settings has', () => {
    expect(decodeLink(run.key!).link.experiment).toMatchObject({
      promptText: 'Write f.',
      settings: { canvasLength: 10, schedule: 'llada', suppressMask: true },
    });
  });
});

describe('the list', () => {
  it('is newest first', () => {
    expect(newestFirst([at('a', 1), at('b', 3), at('c', 2)]).map(({ id }) => id)).toEqual(['b', 'c', 'a']);
  });

  it('gives up the oldest without name and note, and no other', () => {
    const runs = [at('old named', 1, 'mine'), at('old', 2), at('newer', 3), at('newest', 4)];
    expect(surplus(runs, 4)).toEqual([]);
    expect(surplus(runs, 3)).toEqual(['old']);
    expect(surplus(runs, 2)).toEqual(['newer', 'old']);
    expect(surplus([{ ...at('a', 1), note: 'n' }, at('b', 2, 'x')], 1)).toEqual([]);
  });

  it('is searched by all words, in name, note, prompt, answer and settings', () => {
    const runs = [{ ...at('a', 1, 'Baseline'), note: 'for the paper' }, at('b', 2)];
    const found = (query: string) => searchRuns(runs, query).map(({ id }) => id);
    expect(found('')).toEqual(['a', 'b']);
    expect(found('  BASE paper ')).toEqual(['a']);
    expect(found('return entropy t=0 seed=1')).toEqual(['a', 'b']);
    expect(found('2025-01-02')).toEqual(['b']);
    expect(found('base nothing')).toEqual([]);
  });
});
