/** A Hugging Face checkpoint → a model folder of Diffuscope: graphs, weights, tokenizer, manifest. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { DiffuscopeError } from '../model/error.ts';
import {
  type Manifest,
  type ModelFile,
  type ModelVariant,
  parseManifest,
  type Quantisation,
  variantFiles,
} from '../model/manifest.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import { parseConfig } from './config.ts';
import { type Corpus, countCorpus } from './corpus.ts';
import { writeVariant } from './execution.ts';
import type { Attention, ModelConfig } from './families/family.ts';
import { hasTiedHead } from './graph/head.ts';
import { HashedFile, sha256OfFiles } from './hashed-file.ts';
import { type Layout, planVariant, usualLayout } from './plan.ts';
import { addedTokenNames, specialTokens } from './special-tokens.ts';

/** The longest context a conversion takes by default: DiffuCoder was trained on 4096. */
const DEFAULT_CONTEXT = 4096;

export interface ConvertOptions {
  /** Folder with config.json, tokenizer.json and safetensors files. */
  readonly checkpoint: string;
  /** Folder to write; made if it is not there, and other files in it are left alone. */
  readonly out: string;
  readonly variants: readonly Quantisation[];
  /** Default: the checkpoint folder's name in lower case, `-` for what an id may not hold. */
  readonly id?: string | undefined;
  /** Default: the id. */
  readonly label?: string | undefined;
  /** Where the weights came from, for people. Default: the checkpoint folder's name. */
  readonly source?: string | undefined;
  /** Default `unknown`. */
  readonly licence?: string | undefined;
  /** Default: the first 12 hex digits of the SHA-256 of the weight files, concatenated in the order of their names. */
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
  /** Which tensors of the checkpoint stay at 8 bits in `q4`, by their names there. Default: none. */
  readonly keep8?: ((tensorName: string) => boolean) | undefined;
  /** Texts whose tokens are counted for PC-Sampler. Default: none, and that strategy does not run. */
  readonly corpus?: Corpus | undefined;
}

/**
 * Converts, one tensor at a time. Files are written in a folder of their own and moved when all are there, the manifest
 * last, so that an interrupted conversion leaves no manifest over files that it does not describe.
 * @param onVariant called before each variant is written.
 * @throws DiffuscopeError `not-found`, `bad-checkpoint`, `unknown-architecture`, `bad-tokenizer`, `bad-manifest`,
 *   `bad-settings`
 */
export async function convert(options: ConvertOptions, onVariant?: (variant: Quantisation) => void): Promise<Manifest> {
  const configText = readText(options.checkpoint, 'config.json');
  const tokenizerText = readText(options.checkpoint, 'tokenizer.json');
  const { attention, logitShift } = options;
  const config = parseConfig(configText, { attention, logitShift, tokens: addedTokenNames(tokenizerText) });
  const { tokens, tokenizer } = specialTokens(config, tokenizerText);
  const contextLength = contextOf(config, options.context);
  const keep8 = options.keep8 ?? (() => false);
  const checkpoint = openCheckpoint(options.checkpoint);
  const draft = join(options.out, '.unfinished');
  try {
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { recursive: true });
    const variants: Partial<Record<Quantisation, ModelVariant>> = {};
    for (const quantisation of options.variants) {
      onVariant?.(quantisation);
      const network = { config, index: checkpoint, quantisation, contextLength, keep8 };
      const planned = planVariant(network, options.layout ?? usualLayout(network), options.partBytes);
      variants[quantisation] = writeVariant(planned, checkpoint, draft);
    }
    const manifest: Manifest = {
      format: 'diffuscope-model',
      schemaVersion: 1,
      ...names(options, checkpoint),
      family: config.family,
      ...(config.attention === 'causal' && { attention: config.attention }),
      architecture: architecture(config, checkpoint),
      contextLength,
      logitShift: config.logitShift,
      tokens,
      chatTemplate: options.chatTemplate ?? config.chatTemplate,
      tokenizer: writeText(draft, 'tokenizer.json', tokenizer),
      variants: variants as Manifest['variants'],
    };
    const { corpus } = options;
    const background = corpus && writeText(draft, 'background.json', countCorpus(corpus, tokenizer, checked(manifest)));
    const complete = checked(background === undefined ? manifest : { ...manifest, background });
    publish(complete, draft, options.out);
    return complete;
  } finally {
    checkpoint.close();
    rmSync(draft, { recursive: true, force: true });
  }
}

function names(options: ConvertOptions, { files }: Checkpoint): Pick<Manifest, 'id' | 'label' | 'source'> {
  const folder = basename(resolve(options.checkpoint));
  const id = options.id ?? folder.toLowerCase().replaceAll(/[^a-z0-9.-]+/g, '-');
  const revision = options.revision ?? sha256OfFiles(files.map((name) => join(options.checkpoint, name))).slice(0, 12);
  const source = { name: options.source ?? folder, revision, licence: options.licence ?? 'unknown' };
  return { id, label: options.label ?? id, source };
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

function publish(manifest: Manifest, draft: string, out: string): void {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  writeFileSync(join(draft, 'manifest.json'), text);
  rmSync(join(out, 'manifest.json'), { force: true });
  const { tokenizer, background } = manifest;
  const shared = background === undefined ? [tokenizer] : [tokenizer, background];
  const files = [...shared, ...Object.values(manifest.variants).flatMap(variantFiles)];
  for (const name of [...files.map((file) => file.name), 'manifest.json'])
    renameSync(join(draft, name), join(out, name));
}

function writeText(folder: string, name: string, text: string): ModelFile {
  const file = new HashedFile(folder, name);
  file.write(new TextEncoder().encode(text));
  return file.close();
}

function readText(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch (cause) {
    const remedy = 'Give the folder of a Hugging Face checkpoint: config.json, tokenizer.json and safetensors files.';
    throw new DiffuscopeError('not-found', `The checkpoint has no file ${name}.`, remedy, cause);
  }
}
