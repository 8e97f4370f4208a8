import { describe, expect, it } from 'vitest';
import { decideProvider, fewestLanes, type GpuOffer } from '../../src/engine/providers.ts';

// decideProvider hands the adapter on and never looks at it.
const adapter = {} as GPUAdapter;
const hardware: GpuOffer = { kind: 'adapter', adapter, name: 'Example GPU', software: false };
const software: GpuOffer = { kind: 'adapter', adapter, name: 'google swiftshader', software: true };

describe('decideProvider', () => {
  it.each([
    ['auto', hardware, 'webgpu', 'WebGPU on Example GPU.'],
    ['auto', software, 'wasm', 'software'],
    ['auto', { kind: 'no-adapter' }, 'wasm', 'no GPU'],
    ['auto', { kind: 'no-api' }, 'wasm', 'no WebGPU'],
    ['webgpu', hardware, 'webgpu', 'as chosen'],
    ['webgpu', software, 'webgpu', '100 times slower'],
    ['webgpu-f32', hardware, 'webgpu', 'as chosen'],
    ['wasm', hardware, 'wasm', 'as chosen'],
  ] as const)('%s with %o runs %s', (choice, gpu, provider, reason) => {
    const decision = decideProvider(choice, gpu);
    expect(decision.provider).toBe(provider);
    expect(decision.reason).toContain(reason);
  });

  it.each(['no-adapter', 'no-api'] as const)('webgpu by name with %s is an error that says what to do', (kind) => {
    expect(() => decideProvider('webgpu', { kind })).toThrow(
      expect.objectContaining({ code: 'no-webgpu', remedy: expect.stringContaining('WASM') }),
    );
  });
});

describe('fewestLanes', () => {
  it.each([
    [{ vendor: 'nvidia', subgroupMinSize: 32 }, 32],
    [{ vendor: 'google', subgroupMinSize: 4 }, 4],
    [{ vendor: 'apple', subgroupMinSize: 4 }, 32],
    [{ vendor: 'intel' }, 0],
  ])('of %o: %d', (info, lanes) => {
    expect(fewestLanes(info)).toBe(lanes);
  });
});
