/** Where two decodes of one canvas part. */
import { alignedStep } from '../trace/alignment.ts';
import type { DecodeTrace } from '../trace/types.ts';

export interface FirstDivergence {
  /**
   * The first place of the common cursor at which the canvases differ in any slot, masks included; `null` if there is
   * none. With as many steps in both this is the first step that did something else.
   */
  readonly step: {
    /** Steps of each that are done there, ≥ 1 in one of them. */
    readonly a: number;
    readonly b: number;
    /** Share of the longer one, in (0, 1]. */
    readonly fraction: number;
    /** Positions in which the canvases differ there, ascending, never empty. */
    readonly positions: readonly number[];
  } | null;
  /** The lowest position whose final tokens differ; `null` if the final canvases are equal. */
  readonly position: number | null;
}

/**
 * Canvases are compared at n = 1 … N of the longer decode, N its steps: that of `a` after round(n·A/N) steps with that of
 * `b` after round(n·B/N), which is step by step where A = B. A decode that did not come to its end has no share to go by:
 * then it is step by step, as far as both go. O(N + commits + L).
 * @returns `null` if the canvases have different lengths: then nothing can be compared.
 */
export function firstDivergence(a: DecodeTrace, b: DecodeTrace): FirstDivergence | null {
  if (a.final.length !== b.final.length) return null;
  const position = a.final.findIndex((token, index) => token !== b.final[index]);
  return { step: firstDifferentCanvas(a, b), position: position < 0 ? null : position };
}

function firstDifferentCanvas(a: DecodeTrace, b: DecodeTrace): FirstDivergence['step'] {
  const extent = Math.max(a.steps.length, b.steps.length);
  const [left, right] = [new GrowingCanvas(a), new GrowingCanvas(b)];
  const different = new Set<number>();
  const whole = a.finish === 'complete' && b.finish === 'complete';
  const last = whole ? extent : Math.min(a.steps.length, b.steps.length);
  for (let cursor = 1; cursor <= last; cursor++) {
    const [stepA, stepB] = [a, b].map(({ steps }) =>
      alignedStep(whole ? 'fraction' : 'step', cursor, extent, steps.length),
    ) as [number, number];
    for (const position of [...left.advance(stepA), ...right.advance(stepB)]) {
      if (left.tokens[position] === right.tokens[position]) different.delete(position);
      else different.add(position);
    }
    if (different.size === 0) continue;
    const positions = [...different].sort((x, y) => x - y);
    return { a: stepA, b: stepB, fraction: cursor / extent, positions };
  }
  return null;
}

/** A canvas that goes forward and says what it touched. Masks are −1, so that the mask ids of two models are equal. */
class GrowingCanvas {
  readonly tokens: Int32Array;
  readonly #trace: DecodeTrace;
  #done = 0;

  constructor(trace: DecodeTrace) {
    this.#trace = trace;
    this.tokens = new Int32Array(trace.request.canvasLength).fill(-1);
  }

  advance(steps: number): number[] {
    const touched: number[] = [];
    const { maskId } = this.#trace.request;
    for (; this.#done < steps; this.#done++) {
      const { unmask, remask } = this.#trace.steps[this.#done]!;
      for (const { position, tokenId } of unmask) {
        this.tokens[position] = tokenId === maskId ? -1 : tokenId;
        touched.push(position);
      }
      for (const position of remask) {
        this.tokens[position] = -1;
        touched.push(position);
      }
    }
    return touched;
  }
}
