/** A model folder in Node: files verified, run by onnxruntime-node on the CPU. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { MaskPredictor } from '../decode/types.ts';
import type { Network } from '../engine/network/network.ts';
import { openNetwork } from '../engine/network/open-network.ts';
import { createSessionPredictor } from '../engine/session-predictor.ts';
import { parseBackground } from '../model/background.ts';
import { DiffuscopeError } from '../model/error.ts';
import {
  type Manifest,
  type ModelFile,
  type ModelVariant,
  parseManifest,
  type Quantisation,
  variantFiles,
} from '../model/manifest.ts';
import { createTokenizer, type ModelTokenizer } from '../model/tokenizer.ts';
import { folderSource, openNodeRuntime } from './node-runtime.ts';

export interface NodeModel {
  readonly manifest: Manifest;
  readonly variant: ModelVariant;
  readonly tokenizer: ModelTokenizer;
  /** The bare network. */
  readonly network: Network;
  readonly predict: MaskPredictor;
  /** For people: `2 threads`. */
  readonly detail: string;
  close(): Promise<void>;
}

/**
 * @param folder holds `manifest.json` and the files it names.
 * @param threads default: all the machine has.
 * @throws DiffuscopeError `not-found`, `bad-manifest`, `bad-model-file`, `bad-tokenizer`, `bad-settings` (no such
 * variant), `bad-graph`.
 */
export async function openNodeModel(
  folder: string,
  quantisation: Quantisation,
  threads: number = availableParallelism(),
): Promise<NodeModel> {
  const manifest = await readManifest(folder);
  const variant = manifest.variants[quantisation];
  if (variant === undefined) {
    const there = Object.keys(manifest.variants).join(', ');
    throw new DiffuscopeError(
      'bad-settings',
      `${manifest.label} has no ${quantisation} variant.`,
      `Choose one of: ${there}.`,
    );
  }
  const { background, logitShift } = manifest;
  const { vocabularySize } = manifest.architecture;
  for (const file of [
    manifest.tokenizer,
    ...(background === undefined ? [] : [background]),
    ...variantFiles(variant),
  ]) {
    await verify(folder, file);
  }
  const tokenizer = createTokenizer(parseJson(await readNamed(folder, manifest.tokenizer.name)), manifest);
  const text = async (file: ModelFile) => (await readNamed(folder, file.name)).toString('utf8');
  const frequencies = background && parseBackground(await text(background), vocabularySize);
  const runtime = openNodeRuntime(folder, threads);
  const source = folderSource(folder, manifest);
  const network = await openNetwork(runtime, manifest, variant, { loading: source, source });
  return {
    manifest,
    variant,
    tokenizer,
    network,
    predict: createSessionPredictor(network, vocabularySize, { logitShift, background: frequencies }),
    detail: runtime.detail,
    close: () => network.release(),
  };
}

/** @throws DiffuscopeError `not-found`, `bad-manifest`. */
export async function readManifest(folder: string): Promise<Manifest> {
  return parseManifest((await readNamed(folder, 'manifest.json')).toString('utf8'));
}

async function readNamed(folder: string, name: string): Promise<Buffer> {
  return readFile(join(folder, name)).catch((cause: unknown) => {
    throw missing(folder, name, cause);
  });
}

const missing = (folder: string, name: string, cause: unknown): DiffuscopeError =>
  new DiffuscopeError(
    'not-found',
    `${join(folder, name)} cannot be read: ${words(cause)}.`,
    'Give the folder that "diffuscope convert" wrote, with all its files.',
    cause,
  );

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    const remedy = 'Convert the model again with "diffuscope convert".';
    throw new DiffuscopeError('bad-tokenizer', 'The tokenizer of the model is not JSON.', remedy, cause);
  }
}

/** Size first: it is at hand, and hashing gigabytes is not. */
async function verify(folder: string, file: ModelFile): Promise<void> {
  const path = join(folder, file.name);
  const reject = (why: string): never => {
    const remedy = 'Convert the model again with "diffuscope convert", or copy it again.';
    throw new DiffuscopeError('bad-model-file', `${path} is damaged: ${why}.`, remedy);
  };
  try {
    const { size } = await stat(path);
    if (size !== file.bytes) reject(`it has ${size} bytes, not ${file.bytes}`);
    const hash = createHash('sha256');
    for await (const block of createReadStream(path, { highWaterMark: 2 ** 20 })) hash.update(block as Buffer);
    const sha256 = hash.digest('hex');
    if (sha256 !== file.sha256) reject(`its SHA-256 is ${sha256}, not ${file.sha256}`);
  } catch (cause) {
    throw cause instanceof DiffuscopeError ? cause : missing(folder, file.name, cause);
  }
}

const words = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
