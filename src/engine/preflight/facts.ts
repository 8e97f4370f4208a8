/** What a browser and its machine say of themselves. */

export interface MachineFacts {
  /** Name and version, e.g. `Chromium 156`. */
  readonly browser: string;
  readonly gpu: GpuFacts;
  /** WebAssembly can wait for promises, so that weights stream to the GPU. */
  readonly jspi: boolean;
  /** The page may use shared memory, and so threads in WebAssembly. */
  readonly isolated: boolean;
  /** Logical processors. */
  readonly cores: number;
  /** Bytes of main memory, rounded and cut off by the browser (at 8 GiB, most often); `null`: it does not say. */
  readonly memory: number | null;
  readonly storage: StorageFacts | null;
}

export type GpuFacts =
  | { readonly kind: 'no-api' }
  | { readonly kind: 'no-adapter' }
  | {
      readonly kind: 'adapter';
      readonly name: string;
      /** Emulated on the CPU. */
      readonly software: boolean;
      /** Shaders may compute in 16-bit floats. */
      readonly f16: boolean;
      readonly subgroups: boolean;
      readonly limits: Readonly<Record<GpuLimit, number>>;
    };

/** Limits of the adapter that the runtime or the model can meet; sizes in bytes. */
export const gpuLimits = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupsPerDimension',
] as const;
export type GpuLimit = (typeof gpuLimits)[number];

export interface StorageFacts {
  /** Bytes that this page may still store, by the browser's estimate. */
  readonly free: number;
  /** The browser deletes it only when told. */
  readonly persisted: boolean;
}
