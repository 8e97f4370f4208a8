/** A Hugging Face checkpoint → a model folder of Diffuscope: graphs, weights, tokenizer, manifest. */
import { createHash } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DiffuscopeError } from '../model/error.ts';
import { type Manifest, type ModelFile, parseManifest, type Quantisation } from '../model/manifest.ts';
import { parseConfig } from './config.ts';
import { type Corpus, countCorpus } from './corpus.ts';
import type { Attention, ModelConfig } from './families/family.ts';
import { hasTiedHead } from './graph/head.ts';
import type { Fit } from './kernels/blocks.ts';
import { type Layout, type PlannedVariant, planVariant, usualLayout } from './plan.ts';
import { type QuantisedTensor, quantisationJson, quantisedTensors } from './quantisation-report.ts';
import { type Progress, run } from './run/run.ts';
import { type Checkpoint, openCheckpoint } from './source/checkpoint.ts';
import { type CheckpointSource, requireText } from './source/checkpoint-source.ts';
import { openSource } from './source/open-source.ts';
import { weightsRevision } from './source/weights-revision.ts';
import { addedTokenNames, specialTokens } from './special-tokens.ts';
import { tensorPatterns } from './tensor-patterns.ts';
import { dataFiles, describeVariant, graphFiles } from './variant-files.ts';

/** The longest context a conversion takes by default: DiffuCoder was trained on 4096. */
const DEFAULT_CONTEXT = 4096;

export interface ConvertOptions {
  /**
   * A folder with config.json, a tokenizer and safetensors files; or `owner/name`, a repository of the hub, if there is
   * no such folder.
   */
  readonly checkpoint: string;
  /** Folder to write; made if it is not there, and other files in it are left alone. */
  readonly out: string;
  /** Default: all of them, but `q4` alone for a split layout. */
  readonly variants?: readonly Quantisation[] | undefined;
  /** Default: the name of the folder or repository in lower case, `-` for what an id may not hold. */
  readonly id?: string | undefined;
  /** Default: the id. */
  readonly label?: string | undefined;
  /** Where the weights came from, for people. Default: the name of the folder, or the repository. */
  readonly source?: string | undefined;
  /** Default: what the repository says, else `unknown`. */
  readonly licence?: string | undefined;
  /**
   * Of a repository: branch, tag or commit to read, default `main`; the manifest has the commit. Of a folder: what the
   * manifest has, default its commit if it lies in the cache of Hugging Face's Python client, else `weightsRevision`.
   */
  readonly revision?: string | undefined;
  /** Most positions. Default: the smaller of max_position_embeddings and 4096; never more than the former. */
  readonly context?: number | undefined;
  /** Default: the family's. */
  readonly chatTemplate?: string | undefined;
  /** Default: what config.json and the tokenizer show, see `families/`. */
  readonly attention?: Attention | undefined;
  /** As `attention`. See `Manifest.logitShift`. */
  readonly logitShift?: 0 | 1 | undefined;
  /** One graph, or an embedding table, groups of layers and a head. Default: see `usualLayout`. */
  readonly layout?: Layout | undefined;
  /** Weights of a part of several layers at most, in bytes. Default 512 MiB. */
  readonly partBytes?: number | undefined;
  /** How `q4` chooses its scales. Default `absmax`. */
  readonly fit?: Fit | undefined;
  /** Which tensors of the checkpoint stay at 8 bits in `q4`: names, `*` for any characters. Default: none. */
  readonly keep8?: readonly string[] | undefined;
  /** Texts whose tokens are counted for PC-Sampler. Default: none, and that strategy does not run. */
  readonly corpus?: Corpus | undefined;
  /** Of the hub. Default `https://huggingface.co`. */
  readonly endpoint?: string | undefined;
  /** For private and gated repositories: `hf_…`. */
  readonly token?: string | undefined;
  /** Threads that read and quantise; 0: this one. See `Run` for these two. */
  readonly threads?: number | undefined;
  /** Bytes that are read at once. */
  readonly segmentBytes?: number | undefined;
  /** Stops the conversion; what is written stays, to go on from. */
  readonly signal?: AbortSignal | undefined;
  /** See `HubAccess`. */
  readonly pauseMillis?: number | undefined;
}

export interface ConvertListener {
  progress?(progress: Progress): void;
  /** Called once, when all is written. */
  quantised?(tensors: readonly QuantisedTensor[]): void;
}

/**
 * Converts, reading the weights once and never holding more than a few pieces of them. Files grow in a folder
 * `.unfinished` of their own and are moved when all are there, the manifest last, so that an interrupted conversion
 * leaves no manifest over files that it does not describe; the same call takes it up again.
 * @throws DiffuscopeError `not-found`, `bad-checkpoint`, `unknown-architecture`, `bad-tokenizer`, `bad-manifest`,
 *   `bad-settings`, `network`, `storage`, `aborted`
 */
export async function convert(options: ConvertOptions, listener: ConvertListener = {}): Promise<Manifest> {
  const failed = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, failed.signal]) : failed.signal;
  const folder = join(options.out, '.unfinished');
  try {
    const source = await openSource(options.checkpoint, { ...options, signal });
    const { manifest, planned, checkpoint, texts } = await prepare(options, source);
    const fit = options.fit ?? 'absmax';
    const files = planned.flatMap(dataFiles);
    const onProgress = (progress: Progress) => listener.progress?.(progress);
    const outcome = await run({ ...options, source, checkpoint, files, fit, folder, signal, onProgress });

    const hashes = new Map(outcome.files.map(({ name, sha256 }) => [name, sha256]));
    for (const { name, bytes } of planned.flatMap(graphFiles)) {
      writeFileSync(join(folder, name), bytes);
      hashes.set(name, sha256(bytes));
    }
    for (const [name, text] of texts) writeFileSync(join(folder, name), text);
    const complete = checked(manifest((name) => hashes.get(name)!));
    const tensors = quantisedTensors(outcome.errors);
    const report = tensors.length === 0 ? undefined : quantisationJson(fit, tensors);
    publish(complete, [...hashes.keys(), ...texts.keys()], report, folder, options.out);
    listener.quantised?.(tensors);
    return complete;
  } catch (thrown) {
    // Nothing can be made of it: what is written would only take room.
    if (thrown instanceof DiffuscopeError && thrown.code === 'bad-checkpoint') {
      rmSync(folder, { recursive: true, force: true });
    }
    throw thrown;
  } finally {
    failed.abort();
  }
}

interface Prepared {
  readonly checkpoint: Checkpoint;
  readonly planned: readonly PlannedVariant[];
  /** Small files to write beside the weights, by name. */
  readonly texts: ReadonlyMap<string, string>;
  /** @param hashes SHA-256 of each file of weights and graph, by name. */
  manifest(hashes: (fileName: string) => string): Manifest;
}

/** All that can go wrong without the weights goes wrong here. */
async function prepare(options: ConvertOptions, source: CheckpointSource): Promise<Prepared> {
  const configText = await requireText(source, 'config.json');
  const tokenizerText = await requireText(source, 'tokenizer.json');
  const { attention, logitShift } = options;
  const config = parseConfig(configText, { attention, logitShift, tokens: addedTokenNames(tokenizerText) });
  const { tokens, tokenizer } = specialTokens(config, tokenizerText);
  const contextLength = contextOf(config, options.context);
  const checkpoint = await openCheckpoint(source);
  const keep8 = tensorPatterns(options.keep8 ?? []);
  const network = { config, index: checkpoint, contextLength, keep8: keep8.matches };
  const layout = options.layout ?? usualLayout({ ...network, quantisation: 'f32' });
  const variants = options.variants ?? (layout === 'whole' ? ['f32', 'u8', 'q4'] : ['q4']);
  const planned = variants.map((quantisation) => planVariant({ ...network, quantisation }, layout, options.partBytes));
  keep8.requireUsed();
  const head = {
    format: 'diffuscope-model',
    schemaVersion: 1,
    ...(await names(options, source, checkpoint)),
    family: config.family,
    ...(config.attention === 'causal' && { attention: config.attention }),
    architecture: architecture(config, checkpoint),
    contextLength,
    logitShift: config.logitShift,
    tokens,
    chatTemplate: options.chatTemplate ?? config.chatTemplate,
    tokenizer: textFile('tokenizer.json', tokenizer),
  } as const;
  const texts = new Map([['tokenizer.json', tokenizer]]);
  const manifest = (hashes: (fileName: string) => string): Manifest => {
    const variants = Object.fromEntries(
      planned.map((variant) => [variant.quantisation, describeVariant(variant, hashes)]),
    ) as Manifest['variants'];
    const background = texts.get('background.json');
    return {
      ...head,
      variants,
      ...(background !== undefined && { background: textFile('background.json', background) }),
    };
  };
  const outline = checked(manifest(() => '0'.repeat(64)));
  if (options.corpus) texts.set('background.json', countCorpus(options.corpus, tokenizer, outline));
  return { checkpoint, planned, texts, manifest };
}

async function names(
  options: ConvertOptions,
  source: CheckpointSource,
  { shards }: Checkpoint,
): Promise<Pick<Manifest, 'id' | 'label' | 'source'>> {
  const name = source.name.split('/').at(-1)!;
  const id = options.id ?? name.toLowerCase().replaceAll(/[^a-z0-9.-]+/g, '-');
  const asked = source.isFolder ? options.revision : undefined;
  const revision = asked ?? source.commit ?? (await weightsRevision(source, shards));
  const licence = options.licence ?? source.licence ?? 'unknown';
  return { id, label: options.label ?? id, source: { name: options.source ?? source.name, revision, licence } };
}

function architecture(config: ModelConfig, checkpoint: Checkpoint): Manifest['architecture'] {
  const { vocabularySize, hiddenSize, layers, heads, keyValueHeads, headSize, intermediateSize } = config;
  const sizes = { vocabularySize, hiddenSize, layers, heads, keyValueHeads, headSize, intermediateSize };
  const { ropeTheta, rmsNormEpsilon } = config;
  return { ...sizes, ropeTheta, rmsNormEpsilon, tiedHead: hasTiedHead({ config, index: checkpoint }) };
}

function contextOf({ maxPositions }: ModelConfig, asked: number | undefined): number {
  if (asked === undefined) return Math.min(maxPositions, DEFAULT_CONTEXT);
  if (Number.isSafeInteger(asked) && asked >= 1 && asked <= maxPositions) return asked;
  throw new DiffuscopeError(
    'bad-settings',
    `The context must be a whole number from 1 to ${maxPositions}, not ${asked}.`,
  );
}

/** As every reader will see it. */
function checked(manifest: Manifest): Manifest {
  return parseManifest(JSON.stringify(manifest));
}

function textFile(name: string, text: string): ModelFile {
  const bytes = new TextEncoder().encode(text);
  return { name, bytes: bytes.length, sha256: sha256(bytes) };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Moves the files out of the draft, and the manifest last. */
function publish(
  manifest: Manifest,
  names: readonly string[],
  report: string | undefined,
  draft: string,
  out: string,
): void {
  writeFileSync(join(draft, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const name of ['manifest.json', 'quantisation.json']) rmSync(join(out, name), { force: true });
  if (report !== undefined) writeFileSync(join(out, 'quantisation.json'), report);
  for (const name of [...names, 'manifest.json']) renameSync(join(draft, name), join(out, name));
  rmSync(draft, { recursive: true });
}
