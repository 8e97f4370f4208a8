/**
 * A trace from canvases alone: which token went where at which step, and no evidence. Its steps have statistics of
 * M = 0 rows, which is what "nothing was recorded" looks like to every measure and chart: no confidence, no entropy, no
 * ties. Tokens of one step are listed left to right, as their order is not known; quotas and times are 0, and what the
 * request says of schedule and sampling are defaults that mean nothing.
 */
import { DEFAULT_CANDIDATES, DEFAULT_EPS, defaultSampling, LIMITS } from '../decode/request.ts';
import type { Commit, PositionStats, StepRecord } from '../decode/types.ts';
import { notAHistory } from './import-canvases.ts';
import type { DecodeTrace, TraceModel } from './types.ts';

/** Strategy of a trace whose maker is not known; the one id in a trace that no strategy has. */
export const UNKNOWN_STRATEGY = 'unknown';

/** What the file does not say. */
export interface HistoryFacts {
  readonly maskId: number;
  /** P. */
  readonly promptLength: number;
  /**
   * What the first canvas is: the one before the first step, or the one after it (Dream's history; everything between
   * prompt and end was masked before).
   */
  readonly firstCanvas: 'start' | 'after-first-step';
  readonly model: TraceModel;
  /** Registered id of the strategy that made it, or `UNKNOWN_STRATEGY`. */
  readonly strategy: string;
  readonly runtime: DecodeTrace['runtime'];
  readonly createdAt: string;
  readonly piece: (id: number) => string;
}

/** @throws DiffuscopeError `bad-trace` if the canvases are none of one decode. */
export function traceFromCanvases(canvases: readonly Int32Array[], facts: HistoryFacts): DecodeTrace {
  const { maskId, promptLength, firstCanvas, model, piece } = facts;
  const prompt = canvases[0]!.slice(0, promptLength);
  const canvasLength = canvases.at(-1)!.length - promptLength;
  checkShape(prompt, canvasLength, canvases.length, facts);
  // Canvases that grow, block by block, were masked before they existed.
  const rows = canvases.map((canvas, index) => {
    const changed = prompt.findIndex((id, position) => canvas[position] !== id);
    if (changed >= 0) throw notAHistory(`canvas ${index} changes the prompt at position ${changed}`);
    const row = new Int32Array(canvasLength).fill(maskId);
    row.set(canvas.subarray(promptLength));
    return row;
  });
  const masks = new Int32Array(canvasLength).fill(maskId);
  const start = firstCanvas === 'start' ? rows.shift()! : masks;
  const given = start.findIndex((id) => id !== maskId);
  if (given >= 0) throw notAHistory(`position ${given} behind the prompt holds a token before the first step`);
  const steps = rows.map((row, index) => stepBetween(index === 0 ? masks : rows[index - 1]!, row, index, maskId));
  const final = rows.at(-1) ?? masks;
  const ids = new Set([maskId, ...prompt, ...rows.flatMap((row) => [...row])]);
  return {
    model,
    runtime: facts.runtime,
    request: {
      prompt,
      maskId,
      canvasLength,
      steps: Math.max(1, steps.length),
      blockLength: canvasLength,
      strategy: facts.strategy,
      schedule: 'dream',
      eps: DEFAULT_EPS,
      skipEmptySteps: false,
      algTemp: 0,
      sampling: defaultSampling,
      candidates: DEFAULT_CANDIDATES,
      seed: '0',
    },
    promptText: '',
    createdAt: facts.createdAt,
    steps,
    stepMillis: steps.map(() => 0),
    final,
    finish: final.includes(maskId) ? 'stopped' : 'complete',
    pieces: new Map([...ids].map((id) => [id, piece(id)])),
  };
}

function checkShape(prompt: Int32Array, canvasLength: number, canvases: number, facts: HistoryFacts): void {
  const { maskId, promptLength, firstCanvas } = facts;
  if (prompt.length < promptLength || canvasLength < 1) {
    throw notAHistory(`the prompt of ${promptLength} tokens leaves no canvas`);
  }
  if (prompt.includes(maskId)) throw notAHistory(`its first ${promptLength} tokens, the prompt, hold a mask`);
  if (canvasLength > LIMITS.canvasLength) {
    throw notAHistory(`the canvas has ${canvasLength} positions, more than ${LIMITS.canvasLength}`);
  }
  const steps = firstCanvas === 'start' ? canvases - 1 : canvases;
  if (steps > LIMITS.steps) throw notAHistory(`it has ${steps} steps, more than ${LIMITS.steps}`);
}

/** What changed: masks that got a token and tokens that got another are commits, tokens that got the mask are remasked. */
function stepBetween(before: Int32Array, after: Int32Array, step: number, maskId: number): StepRecord {
  const unmask: Commit[] = [];
  const remask: number[] = [];
  after.forEach((tokenId, position) => {
    if (tokenId === before[position]) return;
    if (tokenId === maskId) remask.push(position);
    else unmask.push({ position, tokenId });
  });
  return { step, block: 0, quota: 0, stats: NOTHING_RECORDED, unmask, remask, boundary: { ties: 0, gap: null } };
}

/** Statistics of no row. */
const NOTHING_RECORDED: PositionStats = {
  positions: new Int32Array(0),
  candidates: DEFAULT_CANDIDATES,
  topIds: new Int32Array(0),
  topLogProbs: new Float32Array(0),
  entropy: new Float32Array(0),
  sampledIds: new Int32Array(0),
  rawConfidence: new Float32Array(0),
  confidence: new Float32Array(0),
  margin: new Float32Array(0),
  negativeEntropy: new Float32Array(0),
};
