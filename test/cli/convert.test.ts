import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { parseManifest } from '../../src/model/manifest.ts';
import { TINY, temporaryFolder, writeTiny } from '../convert/fixture.ts';
import { startHub } from '../hub/hub-server.ts';

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
  expect(said).toMatch(
    /^error: The checkpoint has no file config.json.\nGive the folder of a Hugging Face checkpoint/m,
  );
  expect(code).toBe(1);
});

test('without --quant, all variants; q4 alone of a model in parts', async () => {
  const { folder } = writeTiny(TINY);
  for (const [layout, variants] of [
    ['whole', ['f32', 'u8', 'q4']],
    ['split', ['q4']],
  ] as const) {
    const out = temporaryFolder();
    expect((await run(folder, '--out', out, '--id', 'tiny', '--layout', layout)).code).toBe(0);
    expect(Object.keys(parseManifest(readFileSync(join(out, 'manifest.json'), 'utf8')).variants)).toEqual(variants);
  }
});

test('what 4 bits cost is said, and they are 8 where they shall be', async () => {
  const { folder } = writeTiny(TINY);
  const out = temporaryFolder();
  const keep = ['--keep8', '*.mlp.down_proj.weight, model.embed_tokens.weight'];
  const { said } = await run(folder, '--out', out, '--id', 'tiny', '--quant', 'q4', '--fit', 'search', ...keep);
  const report = JSON.parse(readFileSync(join(out, 'quantisation.json'), 'utf8'));
  expect(report).toMatchObject({ format: 'diffuscope-quantisation', schemaVersion: 1, fit: 'search' });
  const formats = new Map(
    report.tensors.map((entry: { tensor: string; format: string }) => [entry.tensor, entry.format]),
  );
  expect(formats.get('model.layers.1.mlp.down_proj.weight')).toBe('q8');
  expect(formats.get('model.layers.1.mlp.up_proj.weight')).toBe('q4');
  // The fixture's weights lie on a grid that 4 bits hold exactly.
  for (const { relativeError, largestError } of report.tensors) expect([relativeError, largestError]).toEqual([0, 0]);
  expect(said).toMatch(/The 8 tensors that lost most of 15:\nRMS error +largest +format +tensor\n +0\.00 %/);
  const unknown = await run(folder, '--out', out, '--quant', 'q4', '--keep8', '*.down_proj.weight,*.router');
  expect(unknown.said).toMatch(/error: No tensor of 4 bits has a name like \*\.router\./);
  expect(unknown.code).toBe(1);
});

test('a name that is neither a folder nor a repository', async () => {
  const { said } = await run('./nowhere', '--out', temporaryFolder());
  expect(said).toMatch(
    /^error: There is no folder \.\/nowhere\.\nGive the folder .+, or a repository of the hub as owner\/name\.$/m,
  );
});

describe('a repository of the hub', () => {
  async function tinyHub() {
    const { folder } = writeTiny({ ...TINY, vocab_size: 400 }, 'BF16', 3);
    const hub = await startHub({ name: 'somebody/tiny', folder, token: 'hf_secret' });
    onTestFinished(() => hub.close());
    return hub;
  }
  const bin = join(import.meta.dirname, '../../bin/diffuscope.js');

  test('under the name and with the prompt that the catalog gives it', async () => {
    const { folder } = writeTiny(TINY);
    const hub = await startHub({ name: 'apple/DiffuCoder-7B-Base', folder });
    onTestFinished(() => hub.close());
    const out = temporaryFolder();
    const options = ['--out', out, '--quant', 'q4', '--endpoint', hub.endpoint];
    expect(await run('apple/DiffuCoder-7B-Base', ...options)).toMatchObject({ code: 0 });
    const { id, label, chatTemplate } = parseManifest(readFileSync(join(out, 'manifest.json'), 'utf8'));
    expect([id, label, chatTemplate]).toEqual(['diffucoder-7b-base', 'DiffuCoder 7B Base', '{prompt}']);
  });

  test('with endpoint and token from the environment', async () => {
    const hub = await tinyHub();
    vi.stubEnv('HF_ENDPOINT', hub.endpoint).stubEnv('HF_TOKEN', 'hf_secret');
    onTestFinished(() => void vi.unstubAllEnvs());
    const out = temporaryFolder();
    expect(await run('somebody/tiny', '--out', out, '--quant', 'q4')).toMatchObject({ code: 0 });
    const { source } = parseManifest(readFileSync(join(out, 'manifest.json'), 'utf8'));
    expect(source).toEqual({ name: 'somebody/tiny', revision: hub.commit, licence: 'unknown' });
  });

  test('Ctrl+C keeps what is there and says how to go on', async () => {
    const hub = await tinyHub();
    const out = temporaryFolder();
    const words = ['convert', 'somebody/tiny', '--out', out, '--endpoint', hub.endpoint, '--token', 'hf_secret'];
    // The headers come at once, the weights slowly.
    const child = spawn(process.execPath, [bin, ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (!/Converting/.test(text)) return;
      hub.faults.rate = 2000;
      setTimeout(() => child.kill('SIGINT'), 200);
    });
    const [code] = await once(child, 'close');
    expect(code).toBe(1);
    expect(said).toMatch(
      /error: The conversion was stopped; what is written is kept\.\nIt goes on .+:\n {2}npx diffuscope convert/,
    );
    expect(said).toContain(`--endpoint ${hub.endpoint} --token hf_…`);
    expect(readdirSync(out)).toEqual(['.unfinished']);
    delete hub.faults.rate;
    expect((await run(...words.slice(1))).code).toBe(0);
    expect(readdirSync(out)).toContain('manifest.json');
  });
});
