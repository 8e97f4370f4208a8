/**
 * Traces made by executing the public reference samplers on stub logits; the format and how they were made stand in
 * the field `producedBy` of each file. Compared is the float64 run, step by step.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decode } from '../../src/decode/decode.ts';
import { positionStatistics } from '../../src/decode/position-statistics.ts';
import { STREAM } from '../../src/decode/random.ts';
import { DEFAULT_EPS, defaultSampling } from '../../src/decode/request.ts';
import { findStrategy } from '../../src/decode/strategies/registry.ts';
import type { DecodeRequest, MaskPredictor, StepRecord, UniformSource } from '../../src/decode/types.ts';

interface Options {
  temperature: number;
  topP?: number | null;
  topK?: number | null;
  algTemp?: number | null;
  eps?: number;
  suppressMask: boolean;
  cfgScale?: number;
  logitsEosInf?: boolean;
  confidenceEosEotInf?: boolean;
  eosId?: number;
  eotId?: number;
}

interface Case {
  id: string;
  strategy: string;
  options: Options;
  V: number;
  L: number;
  maskId: number;
  prompt: number[];
  steps: number;
  blockLength: number;
  init?: number[];
  /** [L][V], or one such per forward pass. */
  logits?: number[][];
  logitsPerStep?: number[][][];
  uncondLogits?: number[][];
  uncondLogitsPerStep?: number[][][];
  uniforms?: Partial<Record<keyof typeof STREAM, (number[] | null)[]>>;
  expected: { unmask: [number, number][]; remask: number[]; overwrite: [number, number][] }[];
  final: number[];
  tieStepsAtQuota?: number;
}

/** Cases in each file. */
const FILES = {
  'dream-entropy': 20,
  'dream-maskgit-plus': 20,
  'dream-topk-margin': 20,
  'dream-origin': 19,
  'llada-low-confidence': 24,
  'llada-random': 19,
};

function requestOf(sample: Case): DecodeRequest {
  const { options } = sample;
  const strategy = sample.strategy.replace(/^(dream|llada)-/, '');
  return {
    prompt: Int32Array.from(sample.prompt),
    maskId: sample.maskId,
    canvasLength: sample.L,
    steps: sample.steps,
    blockLength: sample.blockLength,
    strategy,
    schedule: findStrategy(strategy).schedule,
    eps: options.eps ?? DEFAULT_EPS,
    skipEmptySteps: false,
    algTemp: options.algTemp ?? 0,
    sampling: {
      ...defaultSampling,
      temperature: options.temperature,
      topP: options.topP ?? null,
      topK: options.topK ?? null,
      suppressMask: options.suppressMask,
      precision: 'float64',
    },
    candidates: 3,
    seed: '0',
  };
}

/** The logits the reference sampler works on after guidance and `logits_eos_inf`, [M·V]. */
function guidedLogits(sample: Case, step: number, positions: Int32Array): Float64Array {
  const { V, options } = sample;
  const rows = sample.logitsPerStep?.[step] ?? sample.logits!;
  const unconditional = sample.uncondLogitsPerStep?.[step] ?? sample.uncondLogits;
  const scale = options.cfgScale ?? 0;
  const logits = new Float64Array(positions.length * V);
  for (const [j, position] of positions.entries()) {
    for (let v = 0; v < V; v++) {
      const conditional = rows[position]![v]!;
      const base = unconditional?.[position]?.[v] ?? 0;
      logits[j * V + v] = scale > 0 ? base + (scale + 1) * (conditional - base) : conditional;
    }
    if (options.logitsEosInf) logits[j * V + options.eosId!] = Number.NEGATIVE_INFINITY;
  }
  return logits;
}

/**
 * LLaDA's `confidence_eos_eot_inf`: confidence from logits without EOT, and at T = 0 without EOS (its chained
 * assignment), while the token was drawn with them.
 */
function confidenceWithoutEnds(sample: Case, row: Float64Array, sampled: number): number {
  const { options, maskId } = sample;
  const edited = row.slice();
  if (options.suppressMask) edited[maskId] = Number.NEGATIVE_INFINITY;
  edited[options.eotId!] = Number.NEGATIVE_INFINITY;
  if (options.temperature === 0) edited[options.eosId!] = Number.NEGATIVE_INFINITY;
  const largest = Math.max(...edited);
  const total = edited.reduce((sum, logit) => sum + Math.exp(logit - largest), 0);
  return Math.exp(edited[sampled]! - largest) / total;
}

/** Decodes a case; `predict` learns the step from the uniforms that the loop asks for just before. */
async function run(sample: Case): Promise<{ records: StepRecord[]; final: number[] }> {
  let step = 0;
  const streams = Object.keys(STREAM) as (keyof typeof STREAM)[];
  const uniforms = (current: number): UniformSource => {
    step = current;
    // A step that drew nothing from a stream has no uniforms; what is drawn there is not used.
    return (position, stream) => sample.uniforms?.[streams[stream]!]?.[current]?.[position] ?? 0.5;
  };
  const predict: MaskPredictor = async (_canvas, question) => {
    const logits = guidedLogits(sample, step, question.positions);
    const stats = positionStatistics(logits, sample.V, sample.maskId, question);
    if (!sample.options.confidenceEosEotInf) return stats;
    const rawConfidence = Float64Array.from(stats.sampledIds, (id, j) =>
      confidenceWithoutEnds(sample, logits.subarray(j * sample.V, (j + 1) * sample.V), id),
    );
    return { ...stats, rawConfidence };
  };

  const initialTokens = Int32Array.from(sample.init ?? new Array<number>(sample.L).fill(sample.maskId));
  const records: StepRecord[] = [];
  const final = Array.from(initialTokens);
  for await (const record of decode(predict, requestOf(sample), { uniforms, initialTokens })) {
    records.push(record);
    for (const { position, tokenId } of record.unmask) final[position] = tokenId;
  }
  return { records, final };
}

for (const [name, count] of Object.entries(FILES)) {
  const file = JSON.parse(readFileSync(new URL(`../cases/${name}.json`, import.meta.url), 'utf8')) as { cases: Case[] };

  describe(name, () => {
    test('all its cases are run', () => expect(file.cases).toHaveLength(count));

    test.each(file.cases.map((sample) => [sample.id, sample] as const))('%s', async (_, sample) => {
      const { records, final } = await run(sample);
      const changes = sample.expected.map((_, step) => {
        const commits = records.find((record) => record.step === step)?.unmask ?? [];
        return commits
          .filter(({ tokenId }) => tokenId !== sample.maskId)
          .map(({ position, tokenId }) => [position, tokenId])
          .sort((a, b) => a[0]! - b[0]!);
      });
      expect(changes).toEqual(sample.expected.map(({ unmask }) => unmask));
      expect(sample.expected.every(({ remask, overwrite }) => remask.length + overwrite.length === 0)).toBe(true);
      expect(records.every(({ step }) => step < sample.expected.length)).toBe(true);
      expect(final).toEqual(sample.final);
      // `origin` selects nothing by rank; with top-k the file also counts ties that the filter met in the vocabulary.
      if (sample.strategy !== 'dream-origin' && (sample.options.topK ?? null) === null) {
        expect(records.filter(({ boundary }) => boundary.ties > 0)).toHaveLength(sample.tieStepsAtQuota ?? 0);
      }
    });
  });
}
