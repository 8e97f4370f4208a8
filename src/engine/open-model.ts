/** From the address of a model to a network that answers: manifest, provider, files, session, warm-up. */
import type { MaskPredictor } from '../decode/types.ts';
import { parseBackground } from '../model/background.ts';
import { DiffuscopeError } from '../model/error.ts';
import {
  type Manifest,
  type ModelFile,
  type ModelVariant,
  type Quantisation,
  variantFiles,
} from '../model/manifest.ts';
import type { LoadedModel, LoadProgress, LoadRequest, ModelPlace } from './engine.ts';
import { type HalfQuestion, halfUse, probeTokens, rememberHalves } from './half-memory.ts';
import { createGpuHead } from './head/gpu-head.ts';
import { countLoading } from './loading-count.ts';
import { type ModelSource, readBytes } from './model-source.ts';
import type { GraphRuntime } from './network/graph-runtime.ts';
import type { Network } from './network/network.ts';
import { openNetwork } from './network/open-network.ts';
import { type EngineUrls, type GpuAccess, openRuntime } from './open-runtime.ts';
import type { PassReport } from './pass-report.ts';
import type { ProviderDecision } from './providers.ts';
import { openServedModel } from './served-model.ts';
import { createSessionPredictor, type HeadOnGpu } from './session-predictor.ts';
import { openStoredModel } from './storage/open-stored-model.ts';

export interface OpenModel {
  readonly loaded: LoadedModel;
  readonly predict: MaskPredictor;
  /** What the last answer of `predict` cost; `null` before the first. */
  lastPass(): PassReport | null;
}

export type ModelOpener = (
  request: LoadRequest,
  urls: EngineUrls,
  onProgress: (progress: LoadProgress) => void,
) => Promise<OpenModel>;

export function createModelOpener(access: Partial<GpuAccess> = {}): ModelOpener {
  return async (request, urls, onProgress) => {
    onProgress({ phase: 'manifest', loadedBytes: 0, totalBytes: 0 });
    const source = await openPlace(request.place);
    const { manifest } = source;
    const { decision, runtime } = await openRuntime(request.provider, urls, access);
    const quantisation = chooseQuantisation(manifest, request.quantisation, decision.provider);
    const variant = manifest.variants[quantisation]!;

    const { background } = manifest;
    const wanted = [manifest.tokenizer, ...(background === undefined ? [] : [background]), ...variantFiles(variant)];
    const totalBytes = wanted.reduce((sum, file) => sum + file.bytes, 0);
    const loading = countLoading(source, (phase, loadedBytes) => onProgress({ phase, loadedBytes, totalBytes }));
    const textOf = async (file: ModelFile) =>
      new TextDecoder().decode(await readBytes(await loading.source.open(file)));
    const tokenizer = parseTokenizer(await textOf(manifest.tokenizer));
    const { vocabularySize } = manifest.architecture;
    const frequencies = background && parseBackground(await textOf(background), vocabularySize);

    const { notes } = source;
    const question: HalfQuestion = {
      ...{ choice: request.provider, runtime, variant, notes, machine: machineOf(decision, runtime) },
      probe: () => probeTokens(tokenizer, manifest),
    };
    const half = await halfUse(question);
    const files = { loading: loading.source, source };
    const network = await openNetwork(runtime, manifest, variant, files, { onPart: loading.opened, half });
    if (half.kind === 'tried') await rememberHalves(question, network.halves?.names ?? []);
    // It is opened when it is asked for, and should be in this browser by then.
    if (variant.shadow !== undefined) await loading.source.open(variant.shadow);

    const gpuHead = await headOnGpu(runtime, { vocabularySize, background: frequencies });

    onProgress({ phase: 'warm-up', loadedBytes: totalBytes, totalBytes });
    if (needsWarmUp(decision, variant)) await warmUp(network, manifest);
    let lastPass: PassReport | null = null;
    return {
      loaded: {
        manifest,
        quantisation,
        provider: decision.provider,
        reason: decision.reason,
        detail: runtimeDetail(decision, runtime, network),
        fromCache: source.fromCache,
        cacheProblem: source.problem(),
        tokenizer,
      },
      predict: createSessionPredictor(network, vocabularySize, {
        logitShift: manifest.logitShift,
        background: frequencies,
        gpuHead,
        onPass: (report) => {
          lastPass = report;
        },
      }),
      lastPass: () => lastPass,
    };
  };
}

function openPlace(place: ModelPlace): Promise<ModelSource> {
  return place.kind === 'url' ? openServedModel(place.url) : openStoredModel(place.id);
}

/** Up to here a GPU takes the weights as trained: 4 bits would save nothing that matters and blur the measures. */
const SMALL_MODEL_BYTES = 256 * 2 ** 20;

/** Best first. */
function preferred(variants: Manifest['variants'], provider: 'wasm' | 'webgpu'): readonly Quantisation[] {
  if (provider === 'wasm') return ['u8', 'f32', 'q4'];
  const files = variants.f32?.parts.flatMap((part) => part.data) ?? [];
  const small = files.reduce((sum, file) => sum + file.bytes, 0) <= SMALL_MODEL_BYTES;
  return small ? ['f32', 'q4', 'u8'] : ['q4', 'f32', 'u8'];
}

/** @throws DiffuscopeError `bad-settings` if the model lacks the variant asked for. */
export function chooseQuantisation(
  manifest: Pick<Manifest, 'variants' | 'label'>,
  wanted: Quantisation | 'auto',
  provider: 'wasm' | 'webgpu',
): Quantisation {
  const chosen = (wanted === 'auto' ? preferred(manifest.variants, provider) : [wanted]).find(
    (name) => name in manifest.variants,
  );
  if (chosen !== undefined) return chosen;
  const there = Object.keys(manifest.variants).join(', ');
  throw new DiffuscopeError('bad-settings', `${manifest.label} has no ${wanted} variant.`, `Choose one of: ${there}.`);
}

/** Where logits stay on the GPU, they are looked at there. */
async function headOnGpu(
  { gpu }: GraphRuntime,
  model: Parameters<typeof createGpuHead>[1],
): Promise<HeadOnGpu | undefined> {
  if (gpu === undefined) return undefined;
  const head = await gpu.guarded(() => createGpuHead(gpu.device, model));
  return {
    answers: head.answers,
    statistics: (...question) => gpu.guarded(() => head.statistics(...question)),
  };
}

/** A software adapter has no compiler to warm up, and would take minutes over a pass of a large model. */
function needsWarmUp(decision: ProviderDecision, { embedding }: ModelVariant): boolean {
  return embedding === undefined || decision.provider === 'wasm' || !decision.software;
}

/** Over masks, more than the 32 at which kernels change: shaders compile at their first run. */
function warmUp(network: Network, { contextLength, tokens }: Manifest): Promise<void> {
  return network.warmUp(new Int32Array(Math.min(40, contextLength)).fill(tokens.mask));
}

function runtimeDetail(decision: ProviderDecision, { detail }: GraphRuntime, { halves }: Network): string {
  if (decision.provider === 'wasm') return detail;
  const adapter = `${decision.name}${decision.software ? ' (software)' : ''}`;
  const precision = halves && `f16 in ${halves.names.length} of ${halves.groups} groups`;
  return [adapter, detail, precision].filter((part) => part !== undefined).join(' · ');
}

/** What rounds as it does: the GPU and what is used of it, the browser that compiles for it, the runtime's kernels. */
function machineOf(decision: ProviderDecision, { version, gpu }: GraphRuntime): string {
  if (decision.provider === 'wasm' || gpu === undefined) return '';
  const { vendor, architecture, device, description } = decision.adapter.info;
  const features = [...gpu.device.features].sort().join(' ');
  return [vendor, architecture, device, description, features, navigator.userAgent, version].join(' · ');
}

function parseTokenizer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const remedy = 'Convert the model again with "diffuscope convert".';
    throw new DiffuscopeError('bad-tokenizer', 'The tokenizer of the model is not JSON.', remedy, cause);
  }
}
