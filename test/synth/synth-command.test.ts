/** The whole way at small width: a checkpoint is made, converted and decoded, each as the command line does it. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readManifest } from '../../src/cli/node-engine.ts';
import { families } from '../../src/synth/family.ts';
import { diffuscope } from '../cli/in-process.ts';
import { temporaryFolder } from '../convert/fixture.ts';

const small = ['--layers', '2', '--hidden', '256', '--vocabulary', '2048', '--threads', '1'];

describe('converts and runs', () => {
  test.each([
    ['diffucoder-7b', { family: 'dream', logitShift: 1 }, 'entropy'],
    ['dream-7b', { family: 'dream', logitShift: 1 }, 'entropy'],
    ['llada-8b', { family: 'llada', logitShift: 0 }, 'low-confidence'],
    ['open-dcoder-0.5b', { family: 'qwen2', logitShift: 1 }, 'p2-open-dllm'],
    ['qwen2.5-coder-0.5b', { attention: 'causal', logitShift: 1 }, 'left-to-right'],
  ] as const)('%s', async (like, manifest, strategy) => {
    const folder = temporaryFolder();
    const [checkpoint, model] = [join(folder, 'checkpoint'), join(folder, 'model')];
    const made = await diffuscope('synth', '--like', like, ...small, '--out', checkpoint);
    expect(made).toMatchObject({ code: 0, stdout: expect.stringContaining(families[like].repository) });
    const parts = ['--layout', 'split', '--quant', 'f32'];
    expect(await diffuscope('convert', checkpoint, '--out', model, ...parts)).toMatchObject({ code: 0 });
    expect(await readManifest(model)).toMatchObject({ ...manifest, architecture: { vocabularySize: 2048 } });
    const settings = ['--length', '4', '--steps', '4', '--strategy', strategy, '--suppress-mask', '--threads', '1'];
    const said = await diffuscope('decode', '--model', model, '--prompt', 'add two numbers', ...settings);
    expect(said).toMatchObject({ code: 0, stderr: '' });
  });
});

test.each([
  ['an unknown model', ['--like', 'gpt-4'], 2, 'Allowed choices are diffucoder-7b'],
  ['a width that no head has', ['--like', 'llada-8b', '--hidden', '100'], 1, 'multiple of the head size 128'],
])('%s is refused, and nothing is written', async (_, options, code, words) => {
  const out = temporaryFolder();
  const outcome = await diffuscope('synth', ...options, '--out', out);
  expect(outcome).toMatchObject({ code, stderr: expect.stringContaining(words) });
  expect(readdirSync(out)).toEqual([]);
});
