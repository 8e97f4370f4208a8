/** The runtime that a model will run on: the provider that was chosen, on a GPU that computes what it should. */
import { DiffuscopeError } from '../model/error.ts';
import type { ProviderChoice } from './engine.ts';
import { deviationOn, MOST_DEVIATION } from './known-answer.ts';
import type { GraphRuntime } from './network/graph-runtime.ts';
import { openWasmRuntime, openWebGpuRuntime } from './network/web-runtime.ts';
import { decideProvider, findGpu, openDevice, type ProviderDecision } from './providers.ts';

/** Absolute URLs of folders, ending in `/`. */
export interface EngineUrls {
  /** The runtime's `ort-wasm-*` files, of the page's origin. */
  readonly runtime: string;
  /** The embedded model, by which a GPU is tried. */
  readonly embedded: string;
}

/** How a GPU is had; tests break the one they get. */
export interface GpuAccess {
  /** Default: `openDevice`. */
  readonly acquireDevice: typeof openDevice;
  /** Default: every one but those in software, which take a second for the trial. */
  isTried(adapter: { readonly software: boolean }): boolean;
}

const usualAccess: GpuAccess = { acquireDevice: openDevice, isTried: ({ software }) => !software };

/**
 * `auto` goes on with WASM where the GPU computes wrong numbers, or fails at the trial.
 * @throws DiffuscopeError `no-webgpu` where WebGPU was asked for by name and there is none that computes right;
 * `device-lost`, `out-of-memory`, `bad-graph` from the trial.
 */
export async function openRuntime(
  choice: ProviderChoice,
  urls: EngineUrls,
  access: Partial<GpuAccess> = {},
): Promise<{ readonly decision: ProviderDecision; readonly runtime: GraphRuntime }> {
  const { acquireDevice, isTried } = { ...usualAccess, ...access };
  const decision = decideProvider(choice, choice === 'wasm' ? { kind: 'no-api' } : await findGpu());
  if (decision.provider === 'wasm') return { decision, runtime: await openWasmRuntime(urls.runtime) };
  const device = await acquireDevice(decision.adapter, decision.software);
  const runtime = await openWebGpuRuntime(urls.runtime, device);
  const deviation = isTried(decision)
    ? await deviationOn(runtime, urls.embedded).catch((thrown: unknown) => {
        if (choice === 'auto' && thrown instanceof DiffuscopeError) return Number.POSITIVE_INFINITY;
        throw thrown;
      })
    : null;
  if (deviation === null || deviation <= MOST_DEVIATION) return { decision, runtime };
  device.destroy();
  return { decision: withoutGpu(choice, decision.name, deviation), runtime: await openWasmRuntime(urls.runtime) };
}

/** @throws DiffuscopeError `no-webgpu` where WebGPU was asked for by name. */
export function withoutGpu(choice: ProviderChoice, name: string, deviation: number): ProviderDecision {
  if (choice === 'auto') return { provider: 'wasm', reason: `WASM, because ${name} does not compute right logits.` };
  const percent = Number((100 * deviation).toPrecision(2));
  throw new DiffuscopeError(
    'no-webgpu',
    Number.isFinite(deviation)
      ? `${name} computes wrong logits, off by ${percent} %.`
      : `${name} computes logits that are no numbers.`,
    'Choose WASM; a newer browser or graphics driver may mend it.',
  );
}
