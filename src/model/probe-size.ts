/** The layers by which the page measures a machine: the converter draws them, the engine runs them. */

export interface ProbeSize {
  /** Also in the name of its file, `<quantisation>-<name>.onnx`. */
  readonly name: 'small' | 'large';
  readonly inputs: number;
  readonly outputs: number;
}

/** Small enough for an adapter in software, and as large as a layer of a 7B. */
export const probeSizes = [
  { name: 'small', inputs: 256, outputs: 256 },
  { name: 'large', inputs: 3584, outputs: 4096 },
] as const satisfies readonly ProbeSize[];
