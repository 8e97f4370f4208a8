import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { parseManifest } from '../../src/model/manifest.ts';
import { TINY, temporaryFolder, writeTiny } from '../convert/fixture.ts';

/** Exit code and what was said. */
async function run(...options: string[]) {
  const said: string[] = [];
  const listen = (...words: unknown[]) => void said.push(words.join(' '));
  const spies = [
    vi.spyOn(console, 'log').mockImplementation(listen),
    vi.spyOn(console, 'error').mockImplementation(listen),
  ];
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  const code = await main(['node', 'diffuscope', 'convert', ...options]);
  for (const spy of [...spies, stderr]) spy.mockRestore();
  return { code, said: said.join('\n') };
}

test('converts what it is told to, under the names it is given', async () => {
  const { folder } = writeTiny(TINY);
  const out = temporaryFolder();
  const names = ['--id', 'tiny', '--label', 'Tiny', '--source', 'here', '--licence', 'MIT', '--revision', 'r1'];
  const template = ['--chat-template', 'Q: {prompt}\\nA:'];
  const { code, said } = await run(
    folder,
    '--out',
    out,
    '--quant',
    'q4, f32',
    '--context',
    '16',
    ...names,
    ...template,
  );
  expect(said).toMatch(/f32: \d+\.\d MB\nq4: \d+\.\d MB/);
  expect(code).toBe(0);
  const manifest = parseManifest(readFileSync(join(out, 'manifest.json'), 'utf8'));
  expect(manifest).toMatchObject({
    ...{ id: 'tiny', label: 'Tiny', contextLength: 16, chatTemplate: 'Q: {prompt}\nA:' },
    source: { name: 'here', licence: 'MIT', revision: 'r1' },
  });
  expect(Object.keys(manifest.variants)).toEqual(['f32', 'q4']);
});

test.each([
  ['an unknown variant', ['--quant', 'f16'], 2, /Choose from f32, u8, q4/],
  ['an empty list', ['--quant', ''], 2, /Choose from f32, u8, q4/],
  ['a context that is no number', ['--context', 'long'], 1, /The context must be a whole number from 1 to 32, not NaN/],
])('%s', async (_, options, code, message) => {
  const { folder } = writeTiny(TINY);
  const result = await run(folder, '--out', temporaryFolder(), '--id', 'tiny', ...options);
  expect(result.said).toMatch(message);
  expect(result.code).toBe(code);
});

test('a failure is said with its remedy', async () => {
  const { code, said } = await run(temporaryFolder(), '--out', temporaryFolder());
  expect(said).toMatch(/^error: The checkpoint has no file config.json.\nGive the folder of a Hugging Face checkpoint/);
  expect(code).toBe(1);
});
