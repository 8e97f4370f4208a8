/** Which execution provider runs, and why; and the GPU device it runs on. */
import { DiffuscopeError } from '../model/error.ts';
import type { ProviderChoice } from './engine.ts';
import { freshenVariables } from './fresh-variables.ts';

/** What the browser offers. `software`: the adapter is emulated on the CPU. */
export type GpuOffer =
  | { readonly kind: 'no-api' }
  | { readonly kind: 'no-adapter' }
  | { readonly kind: 'adapter'; readonly adapter: GPUAdapter; readonly name: string; readonly software: boolean };

export type ProviderDecision =
  | { readonly provider: 'wasm'; readonly reason: string }
  | {
      readonly provider: 'webgpu';
      readonly reason: string;
      readonly adapter: GPUAdapter;
      readonly name: string;
      readonly software: boolean;
    };

const softwareNames = /swiftshader|llvmpipe|lavapipe|software|basic render|\bwarp\b/i;

/** Whether an adapter or the one of a device is emulated on the CPU. */
export function isSoftware({ vendor, architecture, device, description, isFallbackAdapter }: GPUAdapterInfo): boolean {
  return isFallbackAdapter || softwareNames.test([vendor, architecture, device, description].join(' '));
}

/** Asks the browser for its fastest adapter. Never throws: an adapter that fails is none. */
export async function findGpu(): Promise<GpuOffer> {
  // Old browsers and insecure pages lack `gpu`, whatever the types say.
  const gpu = navigator.gpu as GPU | undefined;
  if (gpu === undefined) return { kind: 'no-api' };
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (adapter === null) return { kind: 'no-adapter' };
  const { vendor, architecture, description } = adapter.info;
  const name = description || [vendor, architecture].filter(Boolean).join(' ') || 'unnamed GPU';
  return { kind: 'adapter', adapter, name, software: isSoftware(adapter.info) };
}

/**
 * `auto` takes WebGPU on a hardware adapter and WASM otherwise; `webgpu` takes a software adapter too.
 * @throws DiffuscopeError `no-webgpu` if WebGPU is asked for by name and there is none.
 */
export function decideProvider(choice: ProviderChoice, gpu: GpuOffer): ProviderDecision {
  if (choice === 'wasm') return { provider: 'wasm', reason: 'WASM, as chosen.' };
  if (gpu.kind !== 'adapter') {
    const why = gpu.kind === 'no-api' ? 'this browser has no WebGPU' : 'the browser offers no GPU';
    if (choice === 'auto') return { provider: 'wasm', reason: `WASM, because ${why}.` };
    throw new DiffuscopeError('no-webgpu', `WebGPU was chosen, but ${why}.`, 'Choose WASM or automatic.');
  }
  const { adapter, name, software } = gpu;
  if (choice === 'auto' && software) {
    return {
      provider: 'wasm',
      reason: `WASM, because the only WebGPU adapter (${name}) runs in software and is about 100 times slower.`,
    };
  }
  const manner = choice === 'auto' ? '' : ', as chosen';
  const warning = software ? '; it runs in software and is about 100 times slower than WASM' : '';
  return { provider: 'webgpu', reason: `WebGPU on ${name}${manner}${warning}.`, adapter, name, software };
}

const wantedLimits = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
] as const;

/** What the runtime's FlashAttention reads of a subgroup at least: with 4 lanes it is wrong (by 0.35 on SwiftShader). */
const FEWEST_LANES = 8;

/** Of a subgroup; 0 where it is not known. Metal does not say, and Chromium then says 4: Apple's own GPUs have 32. */
export function fewestLanes({ vendor, subgroupMinSize }: Partial<GPUAdapterInfo>): number {
  return vendor === 'apple' ? 32 : (subgroupMinSize ?? 0);
}

/**
 * A device with all that the adapter can give of what the runtime uses, and with shaders that are right: see
 * `fresh-variables.ts`. Software adapters get no subgroups, which they would only emulate.
 * @throws DiffuscopeError `no-webgpu` if the adapter refuses.
 */
export async function openDevice(adapter: GPUAdapter, software: boolean): Promise<GPUDevice> {
  const grouped = software || fewestLanes(adapter.info) < FEWEST_LANES ? [] : ['subgroups', 'subgroup-size-control'];
  try {
    const device = await adapter.requestDevice({
      requiredFeatures: ['shader-f16', ...grouped].filter((name) => adapter.features.has(name)) as GPUFeatureName[],
      requiredLimits: Object.fromEntries(wantedLimits.map((name) => [name, adapter.limits[name]])),
    });
    freshenVariables(device);
    return device;
  } catch (cause) {
    const message = `The GPU gives no device: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new DiffuscopeError('no-webgpu', message, 'Choose WASM, or restart the browser.', cause);
  }
}
