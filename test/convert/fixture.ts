/** Small checkpoints made on the spot. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ort from 'onnxruntime-node';
import { onTestFinished } from 'vitest';
import type { ShadowSequence } from '../../src/engine/shadow-sequence.ts';
import type { PlainConfig, PlainWeights } from '../oracle/plain-forward.ts';

export interface RawTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'diffuscope-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The bytes of a safetensors file; `headerText` replaces the true header. */
export function safetensorsBytes(tensors: Readonly<Record<string, RawTensor>>, headerText?: string): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  let offset = 0;
  for (const [name, { dtype, shape, bytes }] of Object.entries(tensors)) {
    header[name] = { dtype, shape, data_offsets: [offset, offset + bytes.length] };
    offset += bytes.length;
  }
  const text = Buffer.from(headerText ?? JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, ...Object.values(tensors).map(({ bytes }) => bytes)]);
}

export type FloatType = 'F32' | 'BF16' | 'F16';

export function floatTensor(dtype: FloatType, shape: readonly number[], values: Float32Array): RawTensor {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves =
    dtype === 'BF16' ? Uint16Array.from(words, (word) => word >>> 16) : Uint16Array.from(values, float16Bits);
  const source = dtype === 'F32' ? values : halves;
  return { dtype, shape, bytes: new Uint8Array(source.buffer, source.byteOffset, source.byteLength) };
}

/** Of a value that is zero or a normal float16, exactly. */
function float16Bits(value: number): number {
  if (value === 0) return 0;
  const magnitude = Math.abs(value);
  const exponent = Math.floor(Math.log2(magnitude));
  return (value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | ((magnitude / 2 ** exponent - 1) * 1024);
}

/** Numbers in [0, 1) that are the same every time (Numerical Recipes' linear congruence). */
export function uniforms(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export const TINY: PlainConfig & { readonly max_position_embeddings: number; readonly model_type: string } = {
  model_type: 'Dream',
  vocab_size: 40,
  hidden_size: 64,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  intermediate_size: 96,
  rope_theta: 10000,
  rms_norm_eps: 1e-6,
  tie_word_embeddings: true,
  max_position_embeddings: 32,
  logits_shift: 1,
};

/**
 * Random weights on the grid {−8 … 7} / 32, with a −8 in every run of 16 (one head): float32, bfloat16, float16 and
 * 4-bit blocks hold them exactly, whatever the order of the heads.
 */
function gridWeights(shapes: TensorShapes, seed: number): Map<string, Float32Array> {
  const random = uniforms(seed);
  const weights = new Map<string, Float32Array>();
  for (const [name, shape] of Object.entries(shapes)) {
    const length = shape.reduce((a, b) => a * b, 1);
    const grid = (_: unknown, i: number) => (i % 16 === 0 ? -8 : Math.floor(random() * 16) - 8) / 32;
    const norm = () => 0.5 + Math.floor(random() * 8) / 8;
    weights.set(name, Float32Array.from({ length }, /norm|ln_f/.test(name) ? norm : grid));
  }
  return weights;
}

export type TensorShapes = Readonly<Record<string, readonly number[]>>;

/** Of Qwen2's tensors, by its names. */
export function tensorShapes(config: PlainConfig): TensorShapes {
  const { hidden_size: hidden, intermediate_size: inner, vocab_size: vocabulary } = config;
  const size = config.head_dim ?? hidden / config.num_attention_heads;
  const queries = config.num_attention_heads * size;
  const keys = config.num_key_value_heads * size;
  const shapes: Record<string, readonly number[]> = { 'model.embed_tokens.weight': [vocabulary, hidden] };
  for (let i = 0; i < config.num_hidden_layers; i++) {
    const layer = `model.layers.${i}`;
    shapes[`${layer}.input_layernorm.weight`] = [hidden];
    shapes[`${layer}.post_attention_layernorm.weight`] = [hidden];
    for (const [name, outputs] of Object.entries({ q_proj: queries, k_proj: keys, v_proj: keys })) {
      shapes[`${layer}.self_attn.${name}.weight`] = [outputs, hidden];
      shapes[`${layer}.self_attn.${name}.bias`] = [outputs];
    }
    shapes[`${layer}.self_attn.o_proj.weight`] = [hidden, queries];
    shapes[`${layer}.mlp.gate_proj.weight`] = [inner, hidden];
    shapes[`${layer}.mlp.up_proj.weight`] = [inner, hidden];
    shapes[`${layer}.mlp.down_proj.weight`] = [hidden, inner];
  }
  shapes['model.norm.weight'] = [hidden];
  if (!config.tie_word_embeddings) shapes['lm_head.weight'] = [vocabulary, hidden];
  return shapes;
}

export interface TinyCheckpoint {
  readonly folder: string;
  readonly weights: PlainWeights;
}

/** Writes a whole checkpoint of Qwen2's shape; with `shards` > 1, that many files and an index. */
export function writeTiny(config: PlainConfig, dtype: FloatType = 'F32', shards = 1, seed = 1): TinyCheckpoint {
  return writeCheckpoint(config, tensorShapes(config), TINY_TOKENS, dtype, shards, seed);
}

/** What the embedded model's tokenizer adds, from id 0. */
const TINY_TOKENS = ['<|endoftext|>', '<|im_start|>', '<|im_end|>', '<|mask|>', '<|dlm_pad|>'];

/** @param tokens of the tokenizer, from id 0; it has no others. @param folder that is there; default: one that goes. */
export function writeCheckpoint(
  config: object,
  shapes: TensorShapes,
  tokens: readonly string[],
  dtype: FloatType = 'F32',
  shards = 1,
  seed = 1,
  folder = temporaryFolder(),
): TinyCheckpoint {
  const weights = gridWeights(shapes, seed);
  const files: Record<string, RawTensor>[] = Array.from({ length: shards }, () => ({}));
  const weightMap: Record<string, string> = {};
  const fileName = (shard: number) =>
    shards === 1 ? 'model.safetensors' : `model-0000${shard + 1}-of-0000${shards}.safetensors`;
  for (const [i, [name, values]] of [...weights].entries()) {
    files[i % shards]![name] = floatTensor(dtype, shapes[name]!, values);
    weightMap[name] = fileName(i % shards);
  }
  for (const [i, tensors] of files.entries()) writeFileSync(join(folder, fileName(i)), safetensorsBytes(tensors));
  if (shards > 1)
    writeFileSync(join(folder, 'model.safetensors.index.json'), JSON.stringify({ weight_map: weightMap }));
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  const tokenizer = { model: {}, added_tokens: tokens.map((content, id) => ({ id, content })) };
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(tokenizer));
  return { folder, weights };
}

/** Logits [M·V] of a converted graph on onnxruntime-node. */
export type Graph = (ids: readonly number[], rows: readonly number[]) => Promise<Float32Array>;

export async function openGraph(path: string): Promise<Graph> {
  const session = await ort.InferenceSession.create(path, { intraOpNumThreads: 1 });
  return async (ids, rows) => {
    const { logits } = await session.run({
      input_ids: new ort.Tensor('int32', Int32Array.from(ids), [1, ids.length]),
      rows: new ort.Tensor('int32', Int32Array.from(rows), [rows.length]),
    });
    return logits!.data as Float32Array;
  };
}

/** Logits [M·V] of a converted shadow graph. */
export async function openShadowGraph(path: string): Promise<(sequence: ShadowSequence) => Promise<Float32Array>> {
  const session = await ort.InferenceSession.create(path, { intraOpNumThreads: 1 });
  return async ({ inputIds, rows, positions, lengths, bias }) => {
    const size = inputIds.length;
    const { logits } = await session.run({
      input_ids: new ort.Tensor('int32', inputIds, [1, size]),
      rows: new ort.Tensor('int32', rows, [rows.length]),
      position_ids: new ort.Tensor('int64', positions, [1, size]),
      lengths: new ort.Tensor('int64', lengths, [2]),
      attention_bias: new ort.Tensor('float32', bias, [1, Number(lengths[1]), 1, inputIds.length]),
    });
    return logits!.data as Float32Array;
  };
}

/** The largest absolute difference between rows of the oracle and logits of a graph, which must be as many. */
export function largestDifference(expected: readonly Float64Array[], actual: Float32Array): number {
  const width = actual.length / expected.length;
  let largest = 0;
  for (const [j, row] of expected.entries()) {
    if (row.length !== width) throw new Error(`invalid width: ${row.length}, ${width}`);
    for (let token = 0; token < width; token++) {
      const difference = Math.abs(row[token]! - actual[j * width + token]!);
      if (!(difference <= largest)) largest = difference;
    }
  }
  return largest;
}
