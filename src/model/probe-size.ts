/** The products by which the page measures a machine: the converter draws them, the engine runs them. */

export interface ProbeSize {
  /** Also in the name of its file, `<quantisation>-<name>.onnx`. */
  readonly name: 'small' | 'medium' | 'large';
  /** Inputs, and as many outputs. */
  readonly width: number;
}

/** Small enough for an adapter in software, for a CPU, and as wide as a 7B. */
export const probeSizes = [
  { name: 'small', width: 256 },
  { name: 'medium', width: 1024 },
  { name: 'large', width: 3584 },
] as const satisfies readonly ProbeSize[];

/** Products of one run, one after the other, so that waiting for the end of a run costs little beside them. */
export const PROBE_PRODUCTS = 8;

/** By this name a probe asks for its weights. */
export const PROBE_WEIGHTS = 'probe.data';
