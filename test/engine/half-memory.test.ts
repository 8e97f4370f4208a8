import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { type HalfQuestion, halfUse, probeTokens, rememberHalves } from '../../src/engine/half-memory.ts';
import type { ModelNotes } from '../../src/engine/model-source.ts';
import { POCKET, pocketManifest } from '../convert/pocket.ts';
import { manifest } from '../model/fixture.ts';

const plain = manifest.variants.f32!;
const variant = {
  ...plain,
  parts: plain.parts.map((part) => ({ ...part, half: { ...part.graph, name: 'half.onnx' } })),
};
const PROBE = Int32Array.of(1, 2, 3);

/** Notes as a disk keeps them. */
function keptNotes(text: string | null = null) {
  const kept = { text };
  const notes: ModelNotes = {
    read: async () => kept.text,
    write: async (_, written) => {
      kept.text = written;
    },
  };
  return { kept, notes };
}

const question = (change: Partial<HalfQuestion> = {}): HalfQuestion => ({
  ...{ choice: 'auto', runtime: { half: { attempt: (work) => work() } }, variant, notes: undefined },
  ...{ machine: 'GPU · browser', probe: async () => PROBE },
  ...change,
});

it('tries where nothing is known, and asks for no f16 where there is none or f32 is wanted', async () => {
  for (const none of [{ choice: 'webgpu-f32' }, { runtime: {} }, { variant: plain }] as const) {
    expect(await halfUse(question(none))).toEqual({ kind: 'none' });
  }
  for (const first of [{}, { choice: 'webgpu' }, { notes: keptNotes().notes }] as const) {
    expect(await halfUse(question(first))).toEqual({ kind: 'tried', probe: PROBE });
  }
});

it('remembers what was found on this machine, and makes no probe for it', async () => {
  const { notes } = keptNotes();
  await rememberHalves(question({ notes }), ['layers-0-2']);
  const probe = vi.fn(async () => PROBE);
  expect(await halfUse(question({ notes, probe }))).toEqual({ kind: 'named', parts: ['layers-0-2'] });
  expect(probe).not.toHaveBeenCalled();
  expect(await halfUse(question({ notes, machine: 'another' }))).toMatchObject({ kind: 'tried' });
  expect(await halfUse(question({ notes, choice: 'webgpu-f32' }))).toEqual({ kind: 'none' });
});

it('tries again where what was kept is damaged, of another trial, or cannot be read', async () => {
  const { kept, notes } = keptNotes();
  await rememberHalves(question({ notes }), ['layers-0-2']);
  const whole = kept.text!;
  const { trial: _, ...rest } = JSON.parse(whole);
  const damaged = [whole.slice(0, -1), '', '[]', JSON.stringify({ ...rest, trial: '0' }), whole.replace('["', '[7,"')];
  for (const text of damaged) {
    expect(await halfUse(question({ notes: keptNotes(text).notes }))).toMatchObject({ kind: 'tried' });
  }
  const denied: ModelNotes = { read: () => Promise.reject(new Error()), write: () => Promise.reject(new Error()) };
  expect(await halfUse(question({ notes: denied }))).toMatchObject({ kind: 'tried' });
  await rememberHalves(question({ notes: denied }), []);
});

it('takes for a probe a prompt on the template and masks: more than 32 tokens, in the context', async () => {
  const tokenizer: unknown = JSON.parse(readFileSync(join(POCKET, 'tokenizer.json'), 'utf8'));
  const { mask } = pocketManifest.tokens;
  const probe = await probeTokens(tokenizer, pocketManifest);
  const prompt = probe.length - 40;
  expect(prompt).toBeGreaterThan(10);
  expect([...probe].map((id) => id === mask)).toEqual([...probe].map((_, i) => i >= prompt));
  expect(await probeTokens(tokenizer, { ...pocketManifest, contextLength: 50 })).toEqual(probe.slice(-50));
});
