/** Asks the browser. Runs in a worker too. */
import { findGpu } from '../providers.ts';
import { type GpuFacts, type GpuLimit, gpuLimits, type MachineFacts, type StorageFacts } from './facts.ts';

/** What not every browser has, and the types do not know. */
interface MoreNavigator {
  readonly deviceMemory?: number;
  readonly userAgentData?: { readonly brands: readonly { readonly brand: string; readonly version: string }[] };
}

/** Never throws: what a browser does not say is unknown. */
export async function gatherFacts(): Promise<MachineFacts> {
  const { deviceMemory, userAgentData } = navigator as MoreNavigator;
  const [gpu, storage] = await Promise.all([gpuFacts(), storageFacts()]);
  return {
    browser: browserName(navigator.userAgent, userAgentData?.brands ?? []),
    gpu,
    jspi: 'Suspending' in WebAssembly,
    isolated: crossOriginIsolated,
    cores: navigator.hardwareConcurrency,
    memory: deviceMemory === undefined ? null : deviceMemory * 2 ** 30,
    storage,
  };
}

async function gpuFacts(): Promise<GpuFacts> {
  const gpu = await findGpu();
  if (gpu.kind !== 'adapter') return gpu;
  const { adapter, name, software } = gpu;
  const limits = Object.fromEntries(gpuLimits.map((limit) => [limit, adapter.limits[limit]]));
  return {
    kind: 'adapter',
    name,
    software,
    f16: adapter.features.has('shader-f16'),
    subgroups: adapter.features.has('subgroups'),
    limits: limits as Record<GpuLimit, number>,
  };
}

async function storageFacts(): Promise<StorageFacts | null> {
  // Insecure pages lack it, whatever the types say.
  const storage = navigator.storage as StorageManager | undefined;
  try {
    const [{ quota, usage = 0 }, persisted] = await Promise.all([storage!.estimate(), storage!.persisted()]);
    return quota === undefined ? null : { free: Math.max(0, quota - usage), persisted };
  } catch {
    return null;
  }
}

const families = [
  [/Edg\/(\d+)/, 'Edge'],
  [/Firefox\/(\d+)/, 'Firefox'],
  [/Chrome\/(\d+)/, 'Chrome'],
  [/Version\/(\d+).*Safari\//, 'Safari'],
] as const;

/** Name and main version. @param brands of `userAgentData`; one of them is made up, so that nobody relies on them. */
export function browserName(
  userAgent: string,
  brands: readonly { readonly brand: string; readonly version: string }[],
): string {
  const real = brands.filter(({ brand }) => !/not.*brand/i.test(brand));
  const own = real.find(({ brand }) => brand !== 'Chromium') ?? real[0];
  if (own !== undefined) return `${own.brand} ${own.version}`;
  for (const [pattern, name] of families) {
    const version = pattern.exec(userAgent)?.[1];
    if (version !== undefined) return `${name} ${version}`;
  }
  return 'unknown browser';
}
