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
  /** What was multiplied: [rows, width] by [width, width]. */
  readonly rows: number;
  readonly width: number;
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
 * Norms, rotation, attention and activation run beside the products. On the embedded model a step took 1.3 to 2 times
 * as long as its products alone at the median rate, in WASM and on a GPU in software.
 */
const BESIDE_PRODUCTS = 2;

/**
 * operations / fast rate … 2 · operations / slow rate, with the operations of `passOperations`: products at the rate of
 * those that were measured. A pass of far fewer rows uses the machine less well and takes longer.
 */
export function expectedStep(geometry: Geometry, size: PassSize, speed: Speed): StepRange {
  const operations = passOperations(geometry, size);
  return { least: operations / speed.fast, most: (BESIDE_PRODUCTS * operations) / speed.slow };
}
