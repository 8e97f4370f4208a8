/** Where two decodes part: parity of providers, and of strategies. */
import type { StepRecord } from '../decode/types.ts';
import { canvasAt } from './canvas-at.ts';
import type { DecodeTrace } from './types.ts';

/** One step that did not change the canvas in the same way. */
interface StepDifference {
  /** Index in both lists of steps. */
  readonly index: number;
  /** Positions that the two treated differently, ascending: committed or remasked in one only, or another token. */
  readonly positions: readonly number[];
  /** Whether both saw the same canvas: if not, the difference is only a consequence of an earlier one. */
  readonly sameCanvas: boolean;
  /**
   * The recorded evidence of one of the two calls the choice a near tie: two slots at the boundary, or the two best
   * tokens of every position with another token, closer than `tieGap`. Always false if the canvases differ.
   */
  readonly tie: boolean;
}

export interface TraceComparison {
  /** The same commits and remasks at every step, and as many steps. */
  readonly identical: boolean;
  readonly sameFinal: boolean;
  /** Steps that both have. */
  readonly stepsCompared: number;
  readonly differences: readonly StepDifference[];
  /** The first of them; all later ones may follow from it. `null` also where one trace is only longer. */
  readonly firstDivergence: StepDifference | null;
}

/**
 * Compares step by step. The order inside a step does not count.
 * @param tieGap scores (or log-probabilities, nats) closer than this are a tie. Default 1e-5.
 * @throws Error if the canvases have different lengths or mask ids.
 */
export function compareTraces(a: DecodeTrace, b: DecodeTrace, tieGap = 1e-5): TraceComparison {
  if (a.request.canvasLength !== b.request.canvasLength || a.request.maskId !== b.request.maskId) {
    throw new Error('traces of different canvas lengths or mask ids cannot be compared');
  }
  const stepsCompared = Math.min(a.steps.length, b.steps.length);
  const differences: StepDifference[] = [];
  for (let index = 0; index < stepsCompared; index++) {
    const [left, right] = [a.steps[index]!, b.steps[index]!];
    const positions = differingPositions(left, right);
    if (positions.length === 0) continue;
    const before = canvasAt(b, index);
    const sameCanvas = canvasAt(a, index).every((token, position) => token === before[position]);
    const tie = sameCanvas && (nearTie(left, right, positions, tieGap) || nearTie(right, left, positions, tieGap));
    differences.push({ index, positions, sameCanvas, tie });
  }
  return {
    identical: differences.length === 0 && a.steps.length === b.steps.length,
    sameFinal: a.final.every((token, position) => token === b.final[position]),
    stepsCompared,
    differences,
    firstDivergence: differences[0] ?? null,
  };
}

const REMASKED = -1;

/** What a step does to each position it touches. */
function changes({ unmask, remask }: StepRecord): ReadonlyMap<number, number> {
  return new Map([
    ...unmask.map(({ position, tokenId }) => [position, tokenId] as const),
    ...remask.map((position) => [position, REMASKED] as const),
  ]);
}

function differingPositions(a: StepRecord, b: StepRecord): readonly number[] {
  const [left, right] = [changes(a), changes(b)];
  const touched = [...new Set([...left.keys(), ...right.keys()])];
  return touched.filter((position) => left.get(position) !== right.get(position)).sort((x, y) => x - y);
}

/** Whether `step` itself says that it could as well have done what `other` did. */
function nearTie(step: StepRecord, other: StepRecord, positions: readonly number[], tieGap: number): boolean {
  const [mine, theirs] = [changes(step), changes(other)];
  const { gap } = step.boundary;
  return positions.every((position) => {
    const otherToken = mine.has(position) && theirs.has(position);
    return otherToken ? argMaxGap(step, position) < tieGap : gap !== null && gap < tieGap;
  });
}

/** Log-probability of the best token less that of the second, nats; ∞ if they were not recorded. */
function argMaxGap({ stats }: StepRecord, position: number): number {
  const row = stats.positions.indexOf(position);
  if (row < 0 || stats.candidates < 2) return Infinity;
  const best = row * stats.candidates;
  return stats.topLogProbs[best]! - stats.topLogProbs[best + 1]!;
}
