import type { Quantisation } from '../model/manifest.ts';

/** What a benchmark does. */
export interface BenchmarkChoices {
  /** S, tokens of prompt and canvas. */
  readonly sequence: number;
  /** M, masked positions of the first step; at most S − 1, and more than the steps. */
  readonly masked: number;
  /** Steps that count. */
  readonly steps: number;
  /** Loads the model anew first, and measures that. */
  readonly reload: boolean;
}

/** Asking and measuring the machine. `src/app` does it. */
export interface MachineActions {
  /** Asks browser and machine what they are; the answer is `machine` in the store. */
  checkMachine(): void;
  /** Measures for about two seconds how fast this machine multiplies; resolves when it has, or was stopped. */
  measureMachine(provider: 'webgpu' | 'wasm', quantisation: Quantisation): Promise<void>;
  stopMeasuring(): void;
  /** Measures the model that is loaded. Does nothing while a decode or a benchmark is under way or no model is ready. */
  runBenchmark(choices: BenchmarkChoices): Promise<void>;
  /** Stops within one step; of what was measured before, a report is made. */
  stopBenchmark(): void;
  /** Saves the report as JSON. */
  saveBenchmark(): void;
  /** Opens a saved report beside the one that was measured. */
  openBenchmark(file: Blob): Promise<void>;
}
