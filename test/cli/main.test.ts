/** The command line on the embedded model: once as a process of its own, for the rest in this one. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import { convert } from '../../src/convert/convert.ts';
import { arNess, defaultConvention } from '../../src/metrics/ar-ness.ts';
import { parseManifest } from '../../src/model/manifest.ts';
import { parseTrace } from '../../src/trace/json.ts';
import { diffuscope, type Outcome } from './in-process.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'diffuscope-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

function inProcessOfItsOwn(...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, 'bin/diffuscope.js'), ...args], { cwd: root }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });
}

const prompt = 'Implement main_func(s). It checks whether the string s is a palindrome.';
const short = ['--model', join(root, 'models/pocket'), '--length', '20', '--variant', 'u8', '--threads', '1'];
const decode = (...args: string[]) => diffuscope('decode', '--prompt', prompt, ...short, ...args);

describe('decode and metrics', () => {
  it('prints an answer', async () => {
    const outcome = await inProcessOfItsOwn('decode', '--prompt', prompt, ...short);
    expect(outcome).toEqual({ code: 0, stdout: 'def main_func(s):\n    return s == s[::-1]\n', stderr: '' });
    expect(await decode()).toEqual(outcome);
  });

  it('saves a trace that opens, repeats with its seed and can be measured', async () => {
    const path = join(folder, 'trace.json');
    const sampled = ['--temperature', '1.5', '--seed', '7', '--suppress-mask', '--out'];
    const outcome = await decode(...sampled, path);
    expect(outcome).toMatchObject({ code: 0, stdout: '' });
    const trace = parseTrace(readFileSync(path, 'utf8'));
    expect(trace).toMatchObject({
      promptText: prompt,
      finish: 'complete',
      model: { id: 'pocket', quantisation: 'u8' },
      runtime: { provider: 'node', detail: '1 thread' },
      request: { canvasLength: 20, steps: 20, strategy: 'entropy', schedule: 'dream', seed: '7' },
    });
    // Dream's grid with as many steps as positions: nothing, one each, two at the end (golden.json, 16/16).
    expect(trace.steps.map(({ unmask }) => unmask.length)).toEqual([0, ...Array(18).fill(1), 2]);

    const again = join(folder, 'again.json');
    const other = join(folder, 'other.json');
    await decode(...sampled, again);
    await decode(...sampled, other, '--seed', '8');
    const measured = { stepMillis: null, createdAt: null };
    expect({ ...parseTrace(readFileSync(again, 'utf8')), ...measured }).toEqual({ ...trace, ...measured });
    expect(parseTrace(readFileSync(other, 'utf8')).final).not.toEqual(trace.final);

    const text = await diffuscope('metrics', path);
    const json = await diffuscope('metrics', path, '--json', '--match', 'set', '--tail', 'trimmed');
    expect(text.stdout).toContain('ordered, T−k, all positions, steps by confidence; 20 commits');
    const report = JSON.parse(json.stdout) as Record<string, unknown>;
    expect(report['arNess']).toEqual(arNess(trace, { ...defaultConvention, match: 'set', tail: 'trimmed' }));
    expect(report['steps']).toHaveLength(20);
    expect(text.stdout).toMatch(/20 commits, ties decided \d+ of 20 steps \(\d+ %\)/);
    // The two tokens of the last step have no order of their own.
    const mean = await diffuscope('metrics', path, '--within-step', 'expectation');
    expect(mean.stdout).toMatch(/mean over orders within steps;.*\n.*\n {2}local .*\n {2}least .*\n {2}most /);
  });

  it('reads the prompt from a file', async () => {
    const path = join(folder, 'prompt.txt');
    writeFileSync(path, `${prompt}\n`);
    expect(await diffuscope('decode', '--prompt-file', path, ...short)).toEqual(await decode());
  });
});

describe('failures: exit code 1, what happened and what to do', () => {
  it.each([
    ['--model', 'nowhere', /nowhere.manifest.json cannot be read/, 'diffuscope convert'],
    ['--temperature', '-1', /temperature.*-1/, ''],
    ['--top-p', '2', /top.?p.*2/i, ''],
    ['--steps', '0', /steps.*0/, ''],
    ['--block-length', '6', /block.*6/, ''],
    ['--seed', '-1', /seed.*-1/, ''],
    ['--option', 'threshold=1', /entropy has no option "threshold"; it has none/, 'Change the setting'],
    ['--length', '250', /256 positions/, 'Shorten'],
    ['--prompt', 'fill <|mask|>', /mask token <\|mask\|>/, 'Remove it from the prompt'],
    ['--out', 'nowhere/trace.json', /nowhere.trace.json cannot be written/, 'Choose another file'],
  ])('%s %s', async (option, value, message, remedy) => {
    const { code, stdout, stderr } = await decode(option, value);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toContain(remedy);
    expect(stderr.trimEnd().split('\n')).toHaveLength(2);
  });

  it.each([
    ['nothing', null, 'The trace cannot be read', 'Check the path'],
    ['a foreign file', '{"format":"other"}', 'not a Diffuscope trace', 'saved by Diffuscope'],
    ['a newer trace', '{"format":"diffuscope-trace","schemaVersion":9}', 'schema version 9', 'newer Diffuscope'],
  ])('metrics of %s', async (name, text, message, remedy) => {
    const path = join(folder, `${name}.json`);
    if (text !== null) writeFileSync(path, text);
    const { code, stderr } = await diffuscope('metrics', path);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).toContain(remedy);
  });
});

describe('wrong usage: exit code 2', () => {
  it('ends the process with it', async () => {
    expect((await inProcessOfItsOwn('decode')).code).toBe(2);
  });

  it.each([
    [['decode'], '--prompt'],
    [['decode', '--prompt', 'x', '--prompt-file', 'y'], 'cannot be used with'],
    [['decode', '--prompt', 'x', '--strategy', 'best'], 'Allowed choices are'],
    [['decode', '--prompt', 'x', '--length', 'long'], 'Give a number'],
    [['decode', '--prompt', 'x', '--threads', '0'], 'whole number'],
    [['decode', '--prompt', 'x', '--option', 'threshold'], 'name=value'],
    [['compare', '--prompt', 'x', '--out', 'y', '--strategies', 'entropy,best'], '"best" is none'],
    [['compare', '--out', 'y', '--strategies', 'entropy'], '--prompt'],
    [['import', 'x', '--out', 'y', '--pad', '1'], '--pad and --eos together'],
    [['metrics'], 'missing required argument'],
    [['paint'], 'unknown command'],
  ])('%j', async (args, message) => {
    const { code, stderr } = await diffuscope(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

test('a model in parts answers as the whole one does', async () => {
  const out = join(folder, 'parts');
  const checkpoint = join(root, 'models/pocket/checkpoint');
  const { chatTemplate } = parseManifest(readFileSync(join(root, 'models/pocket/manifest.json'), 'utf8'));
  const manifest = await convert({
    ...{ checkpoint, out, chatTemplate, variants: ['f32'], layout: 'split', partBytes: 1 },
  });
  expect(manifest.variants.f32!.parts.length).toBeGreaterThan(4);
  const asked = ['decode', '--prompt', prompt, '--length', '20', '--threads', '1', '--variant', 'f32'];
  const whole = await diffuscope(...asked, '--model', join(root, 'models/pocket'));
  expect(whole.stdout).toContain('def main_func(s):');
  expect(await diffuscope(...asked, '--model', out)).toEqual(whole);
});

describe('a damaged model', () => {
  const names = ['manifest.json', 'tokenizer.json', 'background.json', 'u8.onnx', 'u8-shadow.onnx', 'u8.data'];
  function copy(): string {
    const model = mkdtempSync(join(folder, 'model-'));
    for (const name of names) copyFileSync(join(root, 'models/pocket', name), join(model, name));
    return model;
  }
  const flip = (path: string) => {
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(path, bytes);
  };

  it.each<[string, string, (path: string) => void, string]>([
    ['one bit of the weights', 'u8.data', flip, 'u8.data is damaged: its SHA-256 is'],
    ['one bit of the graph', 'u8.onnx', flip, 'u8.onnx is damaged: its SHA-256 is'],
    ['one bit of the shadow graph', 'u8-shadow.onnx', flip, 'u8-shadow.onnx is damaged: its SHA-256 is'],
    ['one bit of the token frequencies', 'background.json', flip, 'background.json is damaged: its SHA-256 is'],
    ['one bit of the tokenizer', 'tokenizer.json', flip, 'tokenizer.json is damaged: its SHA-256 is'],
    ['truncated weights', 'u8.data', (path) => truncateSync(path, 1000), 'u8.data is damaged: it has 1000 bytes'],
    ['missing weights', 'u8.data', (path) => rmSync(path), 'u8.data cannot be read'],
    ['a manifest that is no JSON', 'manifest.json', (path) => truncateSync(path, 100), 'The manifest is not JSON'],
  ])('%s', async (_, name, damage, message) => {
    const model = copy();
    damage(join(model, name));
    const { code, stdout, stderr } = await decode('--model', model);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/Convert the model again|diffuscope convert/);
  });

  it('a graph that the runtime rejects, though the manifest vouches for it', async () => {
    const model = copy();
    const graph = Buffer.from('no graph');
    writeFileSync(join(model, 'u8.onnx'), graph);
    const path = join(model, 'manifest.json');
    const manifest = parseManifest(readFileSync(path, 'utf8'));
    const vouched = { name: 'u8.onnx', bytes: graph.length, sha256: createHash('sha256').update(graph).digest('hex') };
    const u8 = manifest.variants.u8!;
    const variants = { u8: { ...u8, parts: [{ ...u8.parts[0]!, graph: vouched }] } };
    writeFileSync(path, JSON.stringify({ ...manifest, variants }));
    const { code, stderr } = await decode('--model', model);
    expect(code).toBe(1);
    expect(stderr).toContain('The runtime rejects the graph');
  });

  it.each([
    ['wino', /WINO.* needs a second copy of the block/],
    ['pc-sampler', /PC-Sampler.* needs the token frequencies/],
  ])('without what %s needs, as models were once converted: refused from the manifest alone', async (id, message) => {
    const model = copy();
    const path = join(model, 'manifest.json');
    const { background: _, ...manifest } = parseManifest(readFileSync(path, 'utf8'));
    const { shadow: __, ...u8 } = manifest.variants.u8!;
    writeFileSync(path, JSON.stringify({ ...manifest, variants: { u8 } }));
    rmSync(join(model, 'background.json'));
    rmSync(join(model, 'u8-shadow.onnx'));
    expect((await decode('--model', model, '--strategy', 'entropy')).code).toBe(0);
    rmSync(join(model, 'u8.data'));
    const { code, stderr } = await decode('--model', model, '--strategy', id);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).toContain('Choose another strategy');
  });

  it('a variant that is not there', async () => {
    const model = copy();
    const manifest = JSON.parse(readFileSync(join(model, 'manifest.json'), 'utf8')) as { variants: { f32?: unknown } };
    delete manifest.variants.f32;
    writeFileSync(join(model, 'manifest.json'), JSON.stringify(manifest));
    const { code, stderr } = await decode('--model', model, '--variant', 'f32');
    expect(code).toBe(1);
    expect(stderr).toContain('has no f32 variant');
  });
});
