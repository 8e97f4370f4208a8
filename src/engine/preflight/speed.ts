/** From a measured rate to the expected time of a step. */
import type { Quantisation } from '../../model/manifest.ts';
import { type PassSize, passOperations } from './needs.ts';
import type { Geometry } from './subject.ts';

/** How fast a machine multiplies, measured by `probe.ts`. */
export interface Speed {
  readonly provider: 'webgpu' | 'wasm';
  readonly quantisation: Quantisation;
  /** Floating-point operations a second in matrix products: 10th, 50th and 90th percentile of the measured batches. */
  readonly slow: number;
  readonly median: number;
  readonly fast: number;
  /** What was multiplied: [rows, inputs] by [inputs, outputs]. */
  readonly rows: number;
  readonly inputs: number;
  readonly outputs: number;
  /** Products that were timed, and how long they took, in seconds. */
  readonly runs: number;
  readonly seconds: number;
}

export interface StepRange {
  /** Seconds. */
  readonly least: number;
  readonly most: number;
}

/**
 * Norms, rotation, attention and activation run beside the products and are bound by memory; on the embedded model in
 * WASM they take from a fifth to two thirds of what the products take.
 */
const BESIDE_PRODUCTS = 1.7;

/**
 * operations / fast rate … 1.7 · operations / slow rate, with the operations of `passOperations`: products at the
 * rate of one large product. A pass of fewer rows than were measured uses the machine less well and takes longer.
 */
export function expectedStep(geometry: Geometry, size: PassSize, speed: Speed): StepRange {
  const operations = passOperations(geometry, size);
  return { least: operations / speed.fast, most: (BESIDE_PRODUCTS * operations) / speed.slow };
}
