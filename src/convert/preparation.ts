/** A conversion up to the point where weights are needed. */
import { createHash } from 'node:crypto';
import { DiffuscopeError } from '../model/error.ts';
import { type Manifest, type ModelFile, parseManifest } from '../model/manifest.ts';
import { parseConfig } from './config.ts';
import type { ConvertOptions } from './convert-options.ts';
import { countCorpus } from './corpus.ts';
import type { ModelConfig } from './families/family.ts';
import { hasTiedHead } from './graph/head.ts';
import { type PlannedVariant, planVariant, usualLayout } from './plan.ts';
import { type Checkpoint, openCheckpoint } from './source/checkpoint.ts';
import { type CheckpointSource, requireText } from './source/checkpoint-source.ts';
import { readTokenizer } from './source/tokenizer-text.ts';
import { weightsRevision } from './source/weights-revision.ts';
import { addedTokenNames, specialTokens } from './special-tokens.ts';
import { tensorPatterns } from './tensor-patterns.ts';
import { describeVariant } from './variant-files.ts';

/** The longest context a conversion takes by default: DiffuCoder was trained on 4096. */
const DEFAULT_CONTEXT = 4096;

export interface Prepared {
  readonly checkpoint: Checkpoint;
  readonly planned: readonly PlannedVariant[];
  /** Small files to write beside the weights, by name. */
  readonly texts: ReadonlyMap<string, string>;
  /** @param hashes SHA-256 of each file of weights and graph, by name. */
  manifest(hashes: (fileName: string) => string): Manifest;
}

/** All that can go wrong without the weights goes wrong here. */
export async function prepare(options: ConvertOptions, source: CheckpointSource): Promise<Prepared> {
  const configText = await requireText(source, 'config.json');
  const tokenizerText = await readTokenizer(source);
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
export function checked(manifest: Manifest): Manifest {
  return parseManifest(JSON.stringify(manifest));
}

function textFile(name: string, text: string): ModelFile {
  const bytes = new TextEncoder().encode(text);
  return { name, bytes: bytes.length, sha256: sha256(bytes) };
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
