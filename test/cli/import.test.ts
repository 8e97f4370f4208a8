/** `import` on histories in the formats of other programs. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { canvasAt } from '../../src/trace/canvas-at.ts';
import { parseTrace } from '../../src/trace/json.ts';
import { diffuscope } from './in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'diffuscope-import-'));
afterAll(() => rmSync(folder, { recursive: true }));
const history = join(folder, 'run.json');
const out = join(folder, 'trace.json');

/** A prompt 5 6 and three slots: the last goes first, then the other two. Mask 42. */
const canvases = [
  [5, 6, 42, 42, 42],
  [5, 6, 42, 42, 9],
  [5, 6, 7, 8, 9],
];

it('saves a trace that opens, and says on stderr what was guessed', async () => {
  writeFileSync(history, JSON.stringify({ histories: canvases.map((canvas) => [canvas]) }));
  const { code, stdout, stderr } = await diffuscope('import', history, '--out', out);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toContain('Token 42 was taken for the mask.');
  expect(stderr).toContain('The first 2 tokens were never masked');
  const trace = parseTrace(readFileSync(out, 'utf8'));
  expect(trace.request).toMatchObject({ maskId: 42, canvasLength: 3, strategy: 'unknown' });
  expect([0, 1, 2].map((step) => Array.from(canvasAt(trace, step)))).toEqual(canvases.map((canvas) => canvas.slice(2)));
});

it('takes hints for what the file does not say', async () => {
  // Two sequences; Dream's history begins after the first step.
  const second = [
    [5, 6, 42, 42, 9],
    [5, 6, 7, 8, 9],
  ];
  const first = second.map((canvas) => canvas.map((id) => (id === 42 ? 42 : id + 10)));
  writeFileSync(history, JSON.stringify(second.map((canvas, step) => [first[step], canvas])));
  const hints = ['--row', '1', '--mask-id', '42', '--prompt-length', '2', '--first-canvas', 'after-first-step'];
  const more = ['--strategy', 'saber', '--vocabulary-size', '100', '--pad', '3', '--eos', '3,4'];
  const { code, stderr } = await diffuscope('import', history, '--out', out, ...hints, ...more);
  expect(code).toBe(0);
  expect(stderr).not.toMatch(/taken for/);
  const trace = parseTrace(readFileSync(out, 'utf8'));
  expect(Array.from(trace.request.prompt)).toEqual([5, 6]);
  expect(trace.request.strategy).toBe('saber');
  expect(trace.model).toMatchObject({ vocabularySize: 100, tokens: { mask: 42, pad: 3, eos: [3, 4] } });
  expect(trace.steps[0]!.unmask).toEqual([{ position: 2, tokenId: 9 }]);
});

it.each([
  ['nothing', null, 'The file cannot be read', 'Check the path'],
  ['no history', '{"histories": 3}', 'histor', ''],
])('fails on %s', async (name, text, message, remedy) => {
  const path = join(folder, name);
  if (text !== null) writeFileSync(path, text);
  const { code, stderr } = await diffuscope('import', path, '--out', out);
  expect(code).toBe(1);
  expect(stderr).toContain(message);
  expect(stderr).toContain(remedy);
});
