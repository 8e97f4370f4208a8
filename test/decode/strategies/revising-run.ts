import { decode } from '../../../src/decode/decode.ts';
import { createHead } from '../../../src/decode/head.ts';
import { DEFAULT_EPS, defaultSampling } from '../../../src/decode/request.ts';
import type { DecodeRequest, StepRecord } from '../../../src/decode/types.ts';

export const MASK = 0;
/** Tokens 1 … 4 and the mask. */
const V = 5;

/** A token and its probability; the rest goes evenly to the other tokens, none to the mask. */
export type Guess = readonly [tokenId: number, probability: number];

export interface Stub {
  /** By pass, of the positions of the canvas; the last is used for all that follow. */
  readonly passes: readonly (readonly Guess[])[];
  /** By pass, probabilities of token 1 in the shadow of the block. */
  readonly shadows?: readonly (readonly number[])[];
}

const logitsOf = (guesses: readonly Guess[]): Float64Array =>
  Float64Array.from(
    guesses.flatMap(([tokenId, probability]) =>
      Array.from({ length: V }, (_, v) => {
        if (v === MASK) return Number.NEGATIVE_INFINITY;
        return Math.log(v === tokenId ? probability : (1 - probability) / (V - 2));
      }),
    ),
  );

/** Runs a strategy on a stub; no prompt, and one block, unless `change` says otherwise. */
export async function runStub(
  strategy: string,
  { passes, shadows = [] }: Stub,
  change: Partial<DecodeRequest> = {},
  initialTokens?: Int32Array,
) {
  const canvasLength = passes[0]!.length;
  const request: DecodeRequest = {
    ...{ prompt: new Int32Array(0), maskId: MASK, canvasLength, steps: canvasLength, blockLength: canvasLength },
    ...{ strategy, schedule: 'llada', eps: DEFAULT_EPS, skipEmptySteps: false, algTemp: 0, candidates: 2, seed: '0' },
    sampling: { ...defaultSampling, precision: 'float64' },
    ...change,
  };
  const head = createHead(V);
  const records: StepRecord[] = [];
  let pass = 0;
  const generator = decode(
    async (canvas, question) => {
      const guesses = passes[Math.min(pass, passes.length - 1)]!;
      const shadow = shadows[Math.min(pass, shadows.length - 1)];
      pass += 1;
      const logits = logitsOf(Array.from(question.positions, (position) => guesses[position]!));
      const rows = shadow && { shadow: logitsOf(shadow.map((probability) => [1, probability])) };
      return head({ logits, ...rows }, canvas, question);
    },
    request,
    initialTokens ? { initialTokens } : {},
  );
  for (;;) {
    const next = await generator.next();
    if (next.done) return { records, end: next.value, passes: changesOf(records) };
    records.push(next.value);
  }
}

/** What each pass did, in the order of the plan: [position, token] and positions. */
const changesOf = (records: readonly StepRecord[]) =>
  records.map(({ unmask, remask }) => ({
    unmask: unmask.map(({ position, tokenId }) => [position, tokenId]),
    remask,
  }));
