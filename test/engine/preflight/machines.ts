/** Models and machines of the preflight's tests. */
import type { MachineFacts } from '../../../src/engine/preflight/facts.ts';
import type { PreflightSubject } from '../../../src/engine/preflight/subject.ts';

/** config.json of apple/DiffuCoder-7B-cpGRPO. */
export const diffuCoder: PreflightSubject = {
  label: 'DiffuCoder-7B',
  geometry: {
    vocabularySize: 152_064,
    hiddenSize: 3584,
    layers: 28,
    heads: 28,
    keyValueHeads: 4,
    headSize: 128,
    intermediateSize: 18_944,
    tiedHead: false,
  },
  quantisation: 'q4',
  layout: 'split',
  contextLength: 32_768,
  half: true,
  weightBytes: null,
  downloadBytes: 5_000_000_000,
  stored: true,
};

export const desktop: MachineFacts = {
  browser: 'Chrome 156',
  gpu: {
    kind: 'adapter',
    name: 'nvidia ada',
    software: false,
    f16: true,
    subgroups: true,
    limits: {
      maxBufferSize: 2 ** 32,
      maxStorageBufferBindingSize: 2 ** 31 - 4,
      maxStorageBuffersPerShaderStage: 10,
      maxComputeWorkgroupStorageSize: 32_768,
      maxComputeInvocationsPerWorkgroup: 1024,
      maxComputeWorkgroupsPerDimension: 65_535,
    },
  },
  jspi: true,
  isolated: true,
  cores: 16,
  memory: 32 * 2 ** 30,
  storage: { free: 200e9, persisted: true },
};

export const adapterOf = (machine: MachineFacts) => {
  if (machine.gpu.kind !== 'adapter') throw new Error('a machine with an adapter');
  return machine.gpu;
};
