/**
 * What the tensors of a converted model are made of. A recipe says it and does nothing: where it takes from the
 * checkpoint it is plain data, so that recipes can be carried out in any order and in any thread.
 */
import type { NamedTensor } from './onnx.ts';

/** Heads in a new order: head h of the result is head `order[h]` of the source. */
interface HeadOrder {
  readonly headSize: number;
  readonly order: readonly number[];
}

/** A tensor of the checkpoint as a matrix [rows, columns]; a vector [n] is [n, 1]. */
export interface SourceTensor {
  readonly name: string;
  /** As the checkpoint has it: one or two lengths. */
  readonly shape: readonly number[];
  readonly headRows?: HeadOrder;
  readonly headColumns?: HeadOrder;
  /** These rows alone, counted before any order of heads. Default: all. */
  readonly rows?: { readonly start: number; readonly count: number };
}

/**
 * How a matrix [N, K] is stored, tensor after tensor:
 * - `f32`: as it is. `f32-transposed`: [K, N].
 * - `u8`: codes [K, N], scales f32 [N], zero points u8 [N]; see `encodeU8Row`.
 * - `q4`: codes [N, K / 32, 16], scales f32 [N, K / 32]; see `encodeQ4`. `q8`: codes [N, K / 32, 32], the same scales.
 * - `q8-rows`: one tensor u8 [N, 4 + K]: each row a float32 scale and int8 codes; see `encodeQ8Row`.
 */
export type SourceFormat = 'f32' | 'f32-transposed' | 'u8' | 'q4' | 'q8' | 'q8-rows';

export type Recipe =
  /** Computed, not read; one array of little-endian bytes for each tensor. */
  { readonly kind: 'values'; bytes(): Uint8Array[] } | SourceRecipe;

interface SourceRecipe {
  readonly kind: 'source';
  readonly format: SourceFormat;
  readonly source: SourceTensor;
}

/** Tensors that one recipe gives, in its order. */
export interface WeightGroup {
  readonly tensors: readonly NamedTensor[];
  readonly recipe: Recipe;
}

/** [N, K] of what a recipe stores, of the rows it takes alone. */
export function matrixShape({ shape, rows }: SourceTensor): readonly [rows: number, columns: number] {
  return [rows?.count ?? shape[0]!, shape[1] ?? 1];
}
