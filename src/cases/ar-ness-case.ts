/** A case of AR-ness: an order of commits, measured under every convention that the file has values for. */
import * as v from 'valibot';
import { DEFAULT_EPS, defaultSampling } from '../decode/request.ts';
import type { StepRecord } from '../decode/types.ts';
import { type ArNessConvention, type ArNessValue, arNess, defaultConvention } from '../metrics/ar-ness.ts';
import { commitOrder } from '../metrics/commit-order.ts';
import { stepLevelArNess } from '../metrics/step-level-ar-ness.ts';
import type { DecodeTrace } from '../trace/types.ts';
import type { Mismatch } from './run-case.ts';

const number = v.pipe(v.number(), v.finite());
const index = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const value = v.nullable(number);
const byK = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.record(v.pipe(v.string(), v.regex(/^[1-9]$/)), schema);

const local = byK(v.object({ hits: index, byTminusK: value, literalT: value, promptHits: index, withPrompt: value }));
const ordered = v.looseObject({
  local: v.object({ ordered: local, setLiteral: local }),
  global: byK(v.object({ hits: index, value })),
});
const spread = byK(v.looseObject({ meanHits: number, mean: value, min: value, max: value }));

export const arNessFile = v.looseObject({
  format: v.literal('ar-ness/1'),
  cases: v.array(
    v.looseObject({
      id: v.string(),
      L: v.pipe(index, v.minValue(1)),
      steps: v.array(v.array(v.tuple([index, number]))),
      expected: v.looseObject({
        O1: ordered,
        O2: ordered,
        O3_O5: v.exactOptional(v.looseObject({ localOrdered: spread, localSetLiteral: spread, global: spread })),
        O4: v.looseObject({ global: byK(v.object({ meanOverSteps: value, meanOverTokens: value })) }),
      }),
    }),
  ),
  revision: v.array(
    v.looseObject({
      id: v.string(),
      L: v.pipe(index, v.minValue(1)),
      steps: v.array(v.object({ unmask: v.array(index), remask: v.array(index) })),
      expected: v.object({ firstCommit: ordered, lastCommit: ordered, everyCommit: ordered }),
    }),
  ),
});

type ArNessFile = v.InferOutput<typeof arNessFile>;

/** Rounding of sums of shares. */
const TOLERANCE = 1e-9;

/** Compares what this project measures: local@1…9 and global@1…4. @returns what differs. */
export function runArNessFile({ cases, revision }: ArNessFile): Mismatch[] {
  const mismatches: Mismatch[] = [];
  for (const { id, L, steps, expected } of cases) {
    const compare = comparison(id, mismatches);
    // A strategy lists a step surest first, ties to the lowest position.
    const trace = traceOf(
      L,
      steps.map((step) => ({
        unmask: step.toSorted((a, b) => b[1] - a[1] || a[0] - b[0]).map(([position]) => position),
        remask: [],
      })),
    );
    compareOrder(compare, 'O1', expected.O1, trace, { withinStep: 'position' });
    compareOrder(compare, 'O2', expected.O2, trace, { withinStep: 'confidence' });
    if (expected.O3_O5 !== undefined) compareSpread(compare, expected.O3_O5, trace);
    for (const { k, byTokens, bySteps } of stepLevelArNess(commitOrder(trace, defaultConvention, steps.length))) {
      const wanted = expected.O4.global[k];
      if (wanted === undefined) continue;
      compare(`O4 global@${k} over tokens`, wanted.meanOverTokens, byTokens);
      compare(`O4 global@${k} over steps`, wanted.meanOverSteps, bySteps);
    }
  }
  for (const { id, L, steps, expected } of revision) {
    const compare = comparison(id, mismatches);
    for (const commits of ['first', 'last', 'every'] as const) {
      compareOrder(compare, `${commits} commit`, expected[`${commits}Commit`], traceOf(L, steps), { commits });
    }
  }
  return mismatches;
}

type Compare = (what: string, expected: number | null, got: number | null | undefined) => void;

function comparison(caseId: string, mismatches: Mismatch[]): Compare {
  return (what, expected, got) => {
    const equal =
      typeof expected === 'number' && typeof got === 'number'
        ? Math.abs(expected - got) <= TOLERANCE
        : expected === got;
    if (!equal) mismatches.push({ caseId, step: null, what, expected, got });
  };
}

function compareOrder(
  compare: Compare,
  name: string,
  expected: v.InferOutput<typeof ordered>,
  trace: DecodeTrace,
  change: Partial<ArNessConvention>,
): void {
  for (const [match, table] of [
    ['ordered', expected.local.ordered],
    ['set', expected.local.setLiteral],
  ] as const) {
    for (const [denominator, hits, share] of [
      ['T-k', 'hits', 'byTminusK'],
      ['T', 'hits', 'literalT'],
      ['prompt', 'promptHits', 'withPrompt'],
    ] as const) {
      const measured = arNess(trace, { ...defaultConvention, ...change, match, denominator });
      for (const { k, hits: gotHits, value: gotShare } of measured.local) {
        const wanted = table[k];
        if (wanted === undefined) continue;
        compare(`${name} local ${match}@${k} ${hits}`, wanted[hits], gotHits);
        compare(`${name} local ${match}@${k} ${share}`, wanted[share], gotShare);
      }
    }
  }
  for (const { k, hits, value: share } of arNess(trace, { ...defaultConvention, ...change }).global) {
    const wanted = expected.global[k];
    if (wanted === undefined) continue;
    compare(`${name} global@${k} hits`, wanted.hits, hits);
    compare(`${name} global@${k} value`, wanted.value, share);
  }
}

function compareSpread(
  compare: Compare,
  expected: NonNullable<ArNessFile['cases'][number]['expected']['O3_O5']>,
  trace: DecodeTrace,
): void {
  const check = (name: string, table: v.InferOutput<typeof spread>, measured: readonly ArNessValue[]): void => {
    for (const { k, hits, value: mean, range } of measured) {
      const wanted = table[k];
      if (wanted === undefined) continue;
      compare(`O3 ${name}@${k} hits`, wanted.meanHits, hits);
      compare(`O3 ${name}@${k} mean`, wanted.mean, mean);
      compare(`O5 ${name}@${k} min`, wanted.min, range?.least ?? null);
      compare(`O5 ${name}@${k} max`, wanted.max, range?.most ?? null);
    }
  };
  for (const [match, table] of [
    ['ordered', expected.localOrdered],
    ['set', expected.localSetLiteral],
  ] as const) {
    const measured = arNess(trace, { ...defaultConvention, withinStep: 'expectation', match });
    check(`local ${match}`, table, measured.local);
    if (match === 'ordered') check('global', expected.global, measured.global);
  }
}

const MASK = 0;
const TOKEN = 1;

/** The least trace with these commits: its steps have no statistics. */
function traceOf(
  canvasLength: number,
  sketches: readonly { readonly unmask: readonly number[]; readonly remask: readonly number[] }[],
): DecodeTrace {
  const none = new Float32Array(0);
  const ids = new Int32Array(0);
  const steps = sketches.map(
    ({ unmask, remask }, step): StepRecord => ({
      step,
      block: 0,
      quota: unmask.length,
      stats: {
        positions: ids,
        candidates: 1,
        topIds: ids,
        topLogProbs: none,
        entropy: none,
        sampledIds: ids,
        rawConfidence: none,
        confidence: none,
        margin: none,
        negativeEntropy: none,
      },
      unmask: unmask.map((position) => ({ position, tokenId: TOKEN })),
      remask,
      boundary: { ties: 0, gap: null },
    }),
  );
  return {
    model: {
      id: 'case',
      label: 'Case',
      quantisation: 'f32',
      sha256: '',
      tokens: { mask: MASK, pad: MASK, eos: [] },
      vocabularySize: 2,
    },
    runtime: { provider: 'node', detail: '', version: '' },
    request: {
      prompt: ids,
      maskId: MASK,
      canvasLength,
      steps: Math.max(steps.length, 1),
      blockLength: canvasLength,
      strategy: 'entropy',
      schedule: 'dream',
      eps: DEFAULT_EPS,
      skipEmptySteps: false,
      algTemp: 0,
      sampling: defaultSampling,
      candidates: 1,
      seed: '0',
    },
    promptText: '',
    createdAt: '',
    steps,
    stepMillis: steps.map(() => 0),
    final: new Int32Array(canvasLength).fill(TOKEN),
    finish: 'complete',
    pieces: new Map(),
  };
}
