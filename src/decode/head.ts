/**
 * From logits to the statistics a strategy asks for: guidance, credit, `positionStatistics`, and the extra evidence of
 * `ExtraQuestions`. Every predictor that has logits (a session, a table) goes through one, so that they agree.
 */

import { exponential } from './exponential.ts';
import { laneSum } from './lane-sum.ts';
import { positionStatistics } from './position-statistics.ts';
import type { Canvas, CreditRule, PositionStats, Scores, StatsRequest } from './types.ts';

export type Logits = Float32Array | Float64Array;

/** The output of the network for one question. */
interface NetworkOutput {
  /** [M·V]. */
  readonly logits: Logits;
  /** [M·V] of the pass without the prompt; needed if `sampling.guidance` > 0. */
  readonly unconditional?: Logits;
  /** [(end − start)·V] rows of the shadow block; needed if `shadow` is asked for. */
  readonly shadow?: Logits;
}

/** Remembers the pass before and the credit, where they are asked for: one head serves one decode at a time. */
export type Head = (output: NetworkOutput, canvas: Canvas, request: StatsRequest) => PositionStats;

/**
 * @param vocabularySize V.
 * @param background [V] frequencies of the tokens in a corpus, for strategies that need `background`.
 */
export function createHead(vocabularySize: number, background?: Float64Array): Head {
  /** ln(p + ε) of the pass before, by position. */
  const previous = new Map<number, Float64Array>();
  const credits = new Map<number, Map<number, number>>();

  return (output, canvas, request) => {
    const { positions, sampling, rule } = request;
    const { tokens, maskId } = canvas;
    const guided = guide(output.logits, output.unconditional, sampling.guidance ?? 0);
    const exp = sampling.precision === 'float64' ? Math.exp : exponential;
    const suppressed = sampling.suppressMask || rule?.suppressMask === true;
    const rowOf = (logits: Logits, j: number): Float64Array => {
      const row = Float64Array.from(logits.subarray(j * vocabularySize, (j + 1) * vocabularySize));
      if (suppressed) row[maskId] = Number.NEGATIVE_INFINITY;
      return row;
    };
    const scores = (length: number, score: (j: number) => number): Scores => {
      const all = Float64Array.from({ length }, (_, j) => score(j));
      return sampling.precision === 'float64' ? all : Float32Array.from(all);
    };

    let logits = guided;
    if (request.credit !== undefined) {
      if (request.credit.restart) credits.clear();
      logits = Float64Array.from(guided);
      for (const [j, position] of positions.entries()) {
        if (!credits.has(position)) credits.set(position, new Map());
        const top = tokens[position] === maskId ? likeliest(rowOf(guided, j), exp) : null;
        updateCredit(credits.get(position)!, top, request.credit);
        for (const [tokenId, credit] of credits.get(position)!) {
          logits[j * vocabularySize + tokenId]! += request.credit.weight * Math.log(credit + 1);
        }
      }
    }
    const stats = positionStatistics(logits, vocabularySize, maskId, request);

    const held = (position: number, row: () => Float64Array): number =>
      tokens[position] === maskId ? 0 : probabilities(row(), exp)[tokens[position]!]!;
    const extra: { -readonly [Name in keyof PositionStats]?: PositionStats[Name] } = {};
    if (request.held) {
      extra.held = scores(positions.length, (j) => held(positions[j]!, () => rowOf(guided, j)));
    }
    if (request.gap) extra.gap = scores(positions.length, (j) => topGap(rowOf(guided, j)));
    if (request.divergence !== undefined) {
      if (request.divergence.restart) previous.clear();
      extra.divergence = scores(positions.length, (j) => {
        const now = probabilities(rowOf(guided, j), exp);
        const logs = now.map((p) => Math.log(p + EPSILON));
        const before = previous.get(positions[j]!);
        previous.set(positions[j]!, logs);
        return divergence(now, logs, before);
      });
    }
    if (request.background) {
      if (background === undefined) throw new Error('no background frequencies');
      extra.background = scores(positions.length, (j) => background[stats.sampledIds[j]!]!);
    }
    if (request.shadow !== undefined) {
      const { start, end } = request.shadow;
      const rows = output.shadow;
      if (rows?.length !== (end - start) * vocabularySize) throw new Error('no shadow rows');
      extra.shadowHeld = scores(end - start, (j) => held(start + j, () => rowOf(rows, j)));
    }
    return { ...stats, ...extra };
  };
}

/** Classifier-free guidance, ℓᵤ + (scale + 1)(ℓ − ℓᵤ). Source: LLaDA `generate.py:generate`. */
export function guide(logits: Logits, unconditional: Logits | undefined, scale: number): Logits {
  if (scale === 0) return logits;
  if (unconditional?.length !== logits.length) throw new Error('no unconditional logits');
  const guided = new Float64Array(logits.length);
  for (let i = 0; i < guided.length; i++) {
    guided[i] = unconditional[i]! + (scale + 1) * (logits[i]! - unconditional[i]!);
  }
  return guided;
}

type Exponential = (x: number) => number;

/** Softmax of a row. Plain loops: with a callback for each of V tokens this took longer than the pass. */
function probabilities(row: Float64Array, exp: Exponential): Float64Array {
  let largest = Number.NEGATIVE_INFINITY;
  for (const logit of row) largest = Math.max(largest, logit);
  const shares = new Float64Array(row.length);
  for (let v = 0; v < row.length; v++) shares[v] = exp(row[v]! - largest);
  const total = laneSum(shares);
  for (let v = 0; v < row.length; v++) shares[v]! /= total;
  return shares;
}

/** The token of largest probability, ties to the lowest id, and that probability. */
function likeliest(row: Float64Array, exp: Exponential): { readonly tokenId: number; readonly probability: number } {
  const p = probabilities(row, exp);
  let tokenId = 0;
  for (let v = 1; v < p.length; v++) if (p[v]! > p[tokenId]!) tokenId = v;
  return { tokenId, probability: p[tokenId]! };
}

/** Source: dInfer `parallel_strategy.py:CreditThresholdParallelDecoder._apply_credit_fusion`. */
function updateCredit(
  credit: Map<number, number>,
  top: ReturnType<typeof likeliest> | null,
  { decay, boost }: CreditRule,
): void {
  for (const [tokenId, amount] of credit) credit.set(tokenId, amount * decay);
  if (top !== null) credit.set(top.tokenId, (credit.get(top.tokenId) ?? 0) + top.probability ** boost);
}

function topGap(row: Float64Array): number {
  let first = Number.NEGATIVE_INFINITY;
  let second = Number.NEGATIVE_INFINITY;
  for (const logit of row) {
    if (logit > first) [first, second] = [logit, first];
    else if (logit > second) second = logit;
  }
  return first - second;
}

/** Keeps the logarithm of 0 finite. Source: KLASS `src/model/llada_klass.py`. */
const EPSILON = 1e-12;

/** Σ p·(ln(p + ε) − ln(p′ + ε)), from both logarithms; p′ = 0 where there is none. */
function divergence(p: Float64Array, logs: Float64Array, before: Float64Array | undefined): number {
  const none = Math.log(EPSILON);
  let sum = 0;
  for (let v = 0; v < p.length; v++) sum += p[v]! * (logs[v]! - (before?.[v] ?? none));
  return sum;
}
