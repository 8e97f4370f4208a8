/** A model folder in Node: files verified, run by onnxruntime-node on the CPU. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { MaskPredictor } from '../decode/types.ts';
import { createSessionPredictor, type Forward } from '../engine/session-predictor.ts';
import { DiffuscopeError } from '../model/error.ts';
import {
  type Manifest,
  type ModelFile,
  type ModelVariant,
  parseManifest,
  type Quantisation,
} from '../model/manifest.ts';
import { createTokenizer, type ModelTokenizer } from '../model/tokenizer.ts';

export interface NodeModel {
  readonly manifest: Manifest;
  readonly variant: ModelVariant;
  readonly tokenizer: ModelTokenizer;
  /** The bare network. */
  readonly logitsOf: Forward;
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
  const manifest = parseManifest((await readNamed(folder, 'manifest.json')).toString('utf8'));
  const variant = manifest.variants[quantisation];
  if (variant === undefined) {
    const there = Object.keys(manifest.variants).join(', ');
    throw new DiffuscopeError(
      'bad-settings',
      `${manifest.label} has no ${quantisation} variant.`,
      `Choose one of: ${there}.`,
    );
  }
  for (const file of [manifest.tokenizer, ...variant.parts.flatMap((part) => [part.graph, ...part.data])]) {
    await verify(folder, file);
  }
  const tokenizer = createTokenizer(parseJson(await readNamed(folder, manifest.tokenizer.name)), manifest);
  const session = await createSession(folder, variant, threads);
  const logitsOf: Forward = (inputIds, rows) => run(session, inputIds, rows);
  return {
    manifest,
    variant,
    tokenizer,
    logitsOf,
    predict: createSessionPredictor(logitsOf, manifest.architecture.vocabularySize),
    detail: threads === 1 ? '1 thread' : `${threads} threads`,
    close: () => session.release(),
  };
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

async function createSession(folder: string, variant: ModelVariant, threads: number): Promise<InferenceSession> {
  const [part, ...more] = variant.parts;
  if (part === undefined || more.length > 0) {
    const message = `This version runs models of one graph; this one has ${variant.parts.length}.`;
    throw new DiffuscopeError('bad-graph', message, 'Convert the model again into one graph.');
  }
  try {
    // By path, so that the runtime maps the weights beside the graph instead of holding a copy.
    return await InferenceSession.create(join(folder, part.graph.name), {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      logSeverityLevel: 3,
    });
  } catch (cause) {
    throw badGraph('The runtime rejects the graph', cause);
  }
}

async function run(session: InferenceSession, inputIds: Int32Array, rows: Int32Array): Promise<Float32Array> {
  try {
    const outputs = await session.run({
      input_ids: new Tensor('int32', inputIds, [1, inputIds.length]),
      rows: new Tensor('int32', rows, [rows.length]),
    });
    const logits = outputs['logits'];
    if (logits?.type !== 'float32') throw new Error('it has no float32 output "logits"');
    return logits.data as Float32Array;
  } catch (cause) {
    throw badGraph('The graph does not run', cause);
  }
}

const badGraph = (happened: string, cause: unknown): DiffuscopeError =>
  new DiffuscopeError(
    'bad-graph',
    `${happened}: ${words(cause)}`,
    'Convert the model again with "diffuscope convert".',
    cause,
  );

const words = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
