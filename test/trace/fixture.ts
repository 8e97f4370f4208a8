/** Traces by hand, with statistics that are plausible and cheap. */
import type { Boundary, Commit, DecodeRequest, PositionStats, Sampling, StepRecord } from '../../src/decode/types.ts';
import { canvasAt } from '../../src/trace/canvas-at.ts';
import type { DecodeTrace, TraceHeader } from '../../src/trace/types.ts';

export const MASK = 3;
export const PAD = 4;
export const EOS = 2;
export const VOCABULARY = 16;

export const sampling: Sampling = {
  temperature: 0,
  topP: null,
  topK: null,
  order: 'temperature-first',
  suppressMask: false,
  precision: 'float32',
};

export function requestOf(canvasLength: number, steps: number, change: Partial<DecodeRequest> = {}): DecodeRequest {
  return {
    prompt: Int32Array.of(1, 9),
    maskId: MASK,
    canvasLength,
    steps,
    blockLength: canvasLength,
    strategy: 'entropy',
    schedule: 'dream',
    eps: 1e-3,
    skipEmptySteps: false,
    algTemp: 0,
    sampling,
    candidates: 2,
    seed: '0',
    ...change,
  };
}

export function headerOf(request: DecodeRequest): TraceHeader {
  return {
    model: {
      id: 'fixture',
      label: 'Fixture',
      quantisation: 'f32',
      sha256: 'a'.repeat(64),
      tokens: { mask: MASK, pad: PAD, eos: [EOS, 0] },
      vocabularySize: VOCABULARY,
    },
    runtime: { provider: 'node', detail: '1 thread', version: '0.1.0' },
    request,
    promptText: 'nine',
    createdAt: '2025-01-02T03:04:05.678Z',
  };
}

/** Statistics of rows with a top candidate of the given probability (default 0.5), the runner-up having a quarter. */
export function statsOf(
  positions: readonly number[],
  tokenIds: readonly number[],
  top: readonly number[] = [],
): PositionStats {
  const confidence = Float32Array.from(positions, (_, row) => top[row] ?? 0.5);
  return {
    positions: Int32Array.from(positions),
    candidates: 2,
    topIds: Int32Array.from(positions.flatMap((_, row) => [tokenIds[row]!, (tokenIds[row]! + 1) % VOCABULARY])),
    topLogProbs: Float32Array.from([...confidence].flatMap((p) => [Math.log(p), Math.log(p / 4)])),
    entropy: Float32Array.from(confidence, (p) => 1 - p),
    sampledIds: Int32Array.from(positions, (_, row) => tokenIds[row]!),
    rawConfidence: confidence,
    confidence,
    margin: Float32Array.from(confidence, (p) => (p * 3) / 4),
    negativeEntropy: Float32Array.from(confidence, (p) => p - 1),
  };
}

export interface StepSketch {
  readonly unmask: readonly Commit[];
  readonly remask?: readonly number[];
  readonly boundary?: Boundary;
}

/** A trace of the commits sketched; every step scores all masked positions. */
export function traceOf(
  canvasLength: number,
  sketches: readonly StepSketch[],
  change: Partial<DecodeRequest> = {},
): DecodeTrace {
  const request = requestOf(canvasLength, Math.max(1, sketches.length), change);
  const steps: StepRecord[] = [];
  for (const [step, sketch] of sketches.entries()) {
    const canvas = canvasAt({ request, steps }, step);
    const masked = [...canvas.keys()].filter((position) => canvas[position] === MASK);
    const token = new Map(sketch.unmask.map((commit) => [commit.position, commit.tokenId]));
    steps.push({
      step,
      block: 0,
      quota: sketch.unmask.length,
      stats: statsOf(
        masked,
        masked.map((position) => token.get(position) ?? 7),
      ),
      unmask: sketch.unmask,
      remask: sketch.remask ?? [],
      boundary: sketch.boundary ?? { ties: 0, gap: null },
    });
  }
  return {
    ...headerOf(request),
    steps,
    stepMillis: steps.map((_, step) => step + 0.25),
    final: canvasAt({ request, steps }, steps.length),
    finish: 'complete',
    pieces: new Map(Array.from({ length: VOCABULARY }, (_, id) => [id, `t${id}`])),
  };
}

/**
 * Six positions: 0 and 2 are committed, then slot 1 becomes three, so that the token of 2 moves on to 4 while 5 is
 * committed; then 2. The record masks 2 and writes 4.
 */
export function grownInside(): DecodeTrace {
  const write = (position: number, tokenId: number): Commit => ({ position, tokenId });
  const sketch = traceOf(
    6,
    [
      { unmask: [write(0, 7)] },
      { unmask: [write(2, 8)] },
      { unmask: [write(5, 9), write(4, 8)], remask: [2] },
      { unmask: [write(2, 6)] },
    ],
    { strategy: 'daedal' },
  );
  const steps = sketch.steps.map((step, index) => (index === 2 ? { ...step, inserted: { at: 1, count: 2 } } : step));
  return { ...sketch, steps };
}
