import { describe, expect, it } from 'vitest';
import type { MachineFacts } from '../../../src/engine/preflight/facts.ts';
import { type PreflightReport, preflightProvider, preflightReport } from '../../../src/engine/preflight/report.ts';
import type { Speed } from '../../../src/engine/preflight/speed.ts';
import type { PreflightSubject } from '../../../src/engine/preflight/subject.ts';
import { loadWords } from '../../../src/words/words.ts';
import { adapterOf, desktop, diffuCoder } from './machines.ts';

const size = { sequence: 320, masked: 256 };
const speedOf = (rate: number, provider: 'webgpu' | 'wasm' = 'webgpu'): Speed => ({
  provider,
  quantisation: 'q4',
  slow: rate,
  median: rate,
  fast: rate,
  rows: 256,
  width: 3584,
  runs: 100,
  seconds: 2,
});
const gpu = adapterOf(desktop);
const software: MachineFacts = { ...desktop, gpu: { ...gpu, name: 'google swiftshader', software: true } };
const small: PreflightSubject = {
  ...diffuCoder,
  geometry: { ...diffuCoder.geometry, vocabularySize: 8192, hiddenSize: 256, layers: 4, intermediateSize: 1024 },
};

function check(
  facts: MachineFacts = desktop,
  {
    subject = diffuCoder,
    provider = 'webgpu',
    speed = null,
  }: { subject?: PreflightSubject; provider?: 'webgpu' | 'wasm'; speed?: Speed | null } = {},
): PreflightReport {
  return preflightReport(subject, size, facts, provider, speed);
}
const line = (report: PreflightReport, id: string) => report.lines.find((one) => one.id === id);
const levels = (report: PreflightReport, level: string) =>
  report.lines.filter((one) => one.level === level).map(({ id }) => id);

describe('verdict', () => {
  it('on a desktop with room: can run, well or slowly as it was measured', () => {
    const before = check();
    expect(before).toMatchObject({ verdict: 'unmeasured', expected: null });
    expect([levels(before, 'warn'), levels(before, 'fail')]).toEqual([[], []]);
    // 4.32 TFLOP a pass: 0.43 s at 10 TFLOP/s, 4.3 s at 1.
    expect(check(desktop, { speed: speedOf(10e12) })).toMatchObject({
      verdict: 'well',
      summary: 'A step takes about 0.45 s – 0.9 s.',
    });
    const slow = check(desktop, { speed: speedOf(1e12) });
    expect(slow.verdict).toBe('slow');
    expect(line(slow, 'speed')).toMatchObject({ level: 'warn', remedy: expect.stringContaining('smaller model') });
  });

  it('cannot, because of the first line in the way, whatever was measured', () => {
    const { gpu: _, ...rest } = desktop;
    const report = check({ ...rest, gpu: { kind: 'no-api' } }, { speed: speedOf(10e12) });
    expect(report).toMatchObject({ verdict: 'cannot', summary: 'Chrome 156 has no WebGPU here.' });
    expect(line(report, 'adapter')!.remedy).toContain('Firefox 141');
  });
});

describe('lines', () => {
  it('no GPU: a 7B does not fit WebAssembly, a small model runs there', () => {
    const facts: MachineFacts = { ...desktop, gpu: { kind: 'no-adapter' } };
    expect(preflightProvider('auto', facts)).toBe('wasm');
    const large = check(facts, { provider: 'wasm' });
    expect(levels(large, 'fail')).toEqual(['memory']);
    expect(large.summary).toContain('WebAssembly ends at 4 GiB');
    const fits = check(facts, { subject: small, provider: 'wasm' });
    expect([levels(fits, 'fail'), levels(fits, 'warn')]).toEqual([[], ['adapter']]);
  });

  it('a software adapter works, is not chosen by itself, and is said to be slow', () => {
    const chosen = (['auto', 'wasm', 'webgpu', 'webgpu-f32'] as const).map((one) => preflightProvider(one, software));
    expect(chosen).toEqual(['wasm', 'wasm', 'webgpu', 'webgpu']);
    const report = check(software, { subject: small });
    expect(line(report, 'adapter')).toMatchObject({
      level: 'warn',
      text: 'google swiftshader: emulated in software, about 100 times slower.',
    });
  });

  it('a buffer that cannot hold the largest tensor is in the way; a binding that cannot is not', () => {
    const limited = (maxBufferSize: number, maxStorageBufferBindingSize: number) =>
      line(
        check({ ...desktop, gpu: { ...gpu, limits: { ...gpu.limits, maxBufferSize, maxStorageBufferBindingSize } } }),
        'limits',
      );
    // The largest at 320 tokens: the codes of an MLP matrix, 33 947 648 bytes.
    expect(limited(33_947_647, 2 ** 27)!.level).toBe('fail');
    expect(limited(33_947_648, 33_947_648)!.text).toContain('a binding');
    expect(limited(33_947_648, 33_947_647)).toMatchObject({ level: 'ok', text: expect.stringContaining('in pieces') });
  });

  it.each([
    [true, diffuCoder, 'a trial, at the first load'],
    [true, { ...small, half: false }, 'this model uses 32'],
    [false, diffuCoder, '32-bit floats only'],
  ])('f16 of the GPU %j: what the model makes of it', (f16, subject, text) => {
    expect(line(check({ ...desktop, gpu: { ...gpu, f16 } }, { subject }), 'precision')!.text).toContain(text);
  });

  it('memory is tight from half of what the machine has, and unknown memory is no fault', () => {
    const level = (memory: number | null) => line(check({ ...desktop, memory }), 'memory')!.level;
    expect([level(null), level(16 * 2 ** 30), level(8 * 2 ** 30)]).toEqual(['ok', 'ok', 'warn']);
  });

  it.each([
    [{ free: 5e9, persisted: true }, 'ok', '5 GB to store, 5 GB free.'],
    [{ free: 4.99e9, persisted: true }, 'fail', '5 GB to store, and the browser gives this page 4.99 GB more.'],
    [
      { free: 9e9, persisted: false },
      'warn',
      '5 GB to store, 9 GB free. The browser may delete it when the disk runs full.',
    ],
    [null, 'fail', 'The browser stores nothing for this page.'],
  ])('storage %j: %s', (storage, level, text) => {
    expect(line(check({ ...desktop, storage }), 'storage')).toMatchObject({ level, text });
  });

  it('nothing to download needs no storage', () => {
    const report = check({ ...desktop, storage: null }, { subject: { ...diffuCoder, downloadBytes: 0 } });
    expect(line(report, 'storage')!.level).toBe('ok');
  });

  it('without JSPI loading takes memory; without isolation WASM has one thread', () => {
    const bare: MachineFacts = { ...desktop, jspi: false, isolated: false };
    expect(levels(check(bare), 'warn')).toEqual(['jspi']);
    expect(levels(check(bare, { subject: small, provider: 'wasm' }), 'warn')).toEqual(['isolation']);
  });

  it('all that it can say is said in Chinese, too', async () => {
    const { core } = await loadWords('zh');
    const machines: MachineFacts[] = [
      desktop,
      software,
      { ...desktop, gpu: { kind: 'no-api' }, jspi: false, isolated: false, memory: 4 * 2 ** 30 },
      { ...desktop, gpu: { kind: 'no-adapter' }, storage: null },
      { ...desktop, gpu: { ...gpu, f16: false, limits: { ...gpu.limits, maxBufferSize: 1 } }, jspi: false },
      { ...desktop, gpu: { ...gpu, limits: { ...gpu.limits, maxStorageBufferBindingSize: 1 } }, memory: 2 ** 30 },
      { ...desktop, storage: { free: 1, persisted: false } },
      { ...desktop, storage: { free: 9e9, persisted: false } },
    ];
    const subjects = [diffuCoder, small, { ...small, downloadBytes: 0 }, { ...small, stored: false }];
    const texts = machines.flatMap((facts) =>
      subjects.flatMap((subject) =>
        (['webgpu', 'wasm'] as const).flatMap((provider) =>
          [null, speedOf(1e10), speedOf(1e14)].flatMap((speed) => {
            const { summary, lines } = check(facts, { subject, provider, speed });
            return [summary, ...lines.flatMap(({ text, remedy }) => [text, remedy])];
          }),
        ),
      ),
    );
    const said = [...new Set(texts)].filter((text) => text !== '');
    expect(said.length).toBeGreaterThan(40);
    expect(said.filter((text) => !/\p{Script=Han}/u.test(core(text)))).toEqual([]);
    expect(said.filter((text) => /[a-z]+ [a-z]+ [a-z]+/.test(core(text)))).toEqual([]);
  });
});
