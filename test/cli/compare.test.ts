/** `compare`, `strategies` and the settings that they share with `decode`, on the embedded model. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { strategies } from '../../src/decode/strategies/registry.ts';
import { arNess, defaultConvention } from '../../src/metrics/ar-ness.ts';
import { parseTrace } from '../../src/trace/json.ts';
import { diffuscope } from './in-process.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'diffuscope-compare-'));
afterAll(() => rmSync(folder, { recursive: true }));

const prompt = 'Implement main_func(s). It checks whether the string s is a palindrome.';
const model = ['--model', join(root, 'models/pocket'), '--variant', 'u8', '--threads', '1', '--length', '20'];
const traceAt = (...path: string[]) => parseTrace(readFileSync(join(folder, ...path), 'utf8'));

describe('compare', () => {
  it('writes a trace for each strategy and a table of what they took', async () => {
    const out = join(folder, 'runs');
    const args = ['--strategies', 'left-to-right,threshold', '--option', 'threshold=0.7', '--out', out];
    const { code, stdout } = await diffuscope('compare', '--prompt', prompt, ...model, ...args);
    expect(code).toBe(0);
    expect(readdirSync(out).sort()).toEqual(['left-to-right.json', 'threshold.json']);
    expect(traceAt('runs', 'threshold.json').request.options).toEqual({ threshold: 0.7 });
    expect(traceAt('runs', 'left-to-right.json').request).toMatchObject({ options: {}, schedule: 'llada' });
    // Left to right is 1 by definition, takes a pass for each of the 20 slots, and agrees with itself.
    expect(stdout).toMatch(/^\| left-to-right \| 20 \| \d+\.\d\d \| 1\.000 \| 1\.000 \| 0 % \| 100 % \| complete \|$/m);
    const passes = traceAt('runs', 'threshold.json').steps.length;
    expect(stdout).toContain(`| threshold | ${passes} | `);
    expect(stdout).toContain('ordered, T−k, all positions, steps by confidence');
  });

  it('prints the same as JSON, with a pass more per step for guidance', async () => {
    const out = join(folder, 'json');
    const args = ['--strategies', 'entropy,random', '--guidance', '1', '--json', '--out', out];
    const { stdout } = await diffuscope('compare', '--prompt', prompt, ...model, ...args);
    const report = JSON.parse(stdout) as { convention: unknown; runs: Record<string, unknown>[] };
    expect(report.convention).toEqual(defaultConvention);
    const [first, second] = [traceAt('json', 'entropy.json'), traceAt('json', 'random.json')];
    const { local, global, tieShare } = arNess(second, defaultConvention);
    const equal = [...second.final].filter((token, position) => token === first.final[position]).length;
    expect(report.runs[1]).toMatchObject({
      strategy: 'random',
      passes: 2 * second.steps.length,
      local1: local[0]!.value,
      global1: global[0]!.value,
      tieShare,
      agreement: equal / 20,
      trace: 'random.json',
    });
    expect(report.runs[0]).toMatchObject({ strategy: 'entropy', agreement: 1 });
  });

  it.each([
    [['--strategies', 'entropy,wino', '--model', 'test/convert'], 'manifest.json cannot be read'],
    [['--strategies', 'entropy,random', '--option', 'gamma=1'], 'None of entropy, random has an option "gamma"'],
    [['--strategies', 'entropy,threshold', '--option', 'threshold=2'], 'threshold is 2; it must be'],
  ])('refuses %j before anything is run', async (args, message) => {
    const out = join(folder, 'refused');
    const { code, stderr } = await diffuscope('compare', '--prompt', prompt, ...model, '--out', out, ...args);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(readdirSync(folder)).not.toContain('refused');
  });
});

describe('settings of a decode', () => {
  it('puts every switch in the request', async () => {
    const out = join(folder, 'switches.json');
    const switches = ['--schedule', 'dllm', '--ties', 'random', '--guidance', '0.5', '--suppress-eos', '--doubt-ends'];
    const more = ['--precision', 'float64', '--filter-first', '--top-p', '.9', '--top-k', '5', '--temperature', '.5'];
    const own = ['--strategy', 'hierarchy', '--option', 'lowThreshold=null', '--option', 'threshold=5e-1'];
    const args = [...switches, ...more, ...own, '--out', out];
    expect(await diffuscope('decode', '--prompt', prompt, ...model, ...args)).toMatchObject({ code: 0 });
    const { request, model: facts } = traceAt('switches.json');
    const [eosId, eotId = eosId] = facts.tokens.eos;
    expect(request).toMatchObject({
      schedule: 'dllm',
      ties: 'random',
      options: { lowThreshold: null, threshold: 0.5 },
      sampling: {
        guidance: 0.5,
        precision: 'float64',
        order: 'filter-first',
        topP: 0.9,
        topK: 5,
        ends: { eosId, eotId, suppressEos: true, doubtEnds: true },
      },
    });
    expect(eosId).toBeTypeOf('number');
    expect(traceAt('switches.json').final).not.toContain(eosId);
  });
});

describe('strategies', () => {
  it('lists all, one a line', async () => {
    const { stdout } = await diffuscope('strategies');
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(strategies.map(({ id }) => id));
  });

  it('shows one in full, with what it needs of the model', async () => {
    const { stdout } = await diffuscope('strategies', 'wino');
    expect(stdout).toContain('thresholdBack=0.9  a number from 0 to 1. Probability in the shadow');
    expect(stdout).toContain('arXiv 2507.18578');
    expect(stdout).toContain('Needs: shadow (a graph that "convert" writes)');
  });

  it('prints JSON', async () => {
    const all = JSON.parse((await diffuscope('strategies', '--json')).stdout) as unknown[];
    const one = JSON.parse((await diffuscope('strategies', 'entropy-bound', '--json')).stdout) as object;
    expect(all).toHaveLength(strategies.length);
    expect(one).toMatchObject({ id: 'entropy-bound', options: [{ name: 'gamma', default: 0.1 }] });
    expect((await diffuscope('strategies', 'best')).code).toBe(1);
  });
});
