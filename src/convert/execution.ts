/** Carries out a plan, file after file and tensor after tensor. */
import { createHash } from 'node:crypto';
import type { ModelFile, ModelVariant } from '../model/manifest.ts';
import type { Checkpoint } from './checkpoint.ts';
import { bytesOf } from './graph/draft.ts';
import { HashedFile } from './hashed-file.ts';
import { type Matrix, reorderHeadColumns, reorderHeadRows, rowBlocks, transposedBlocks } from './matrix.ts';
import type { PlannedVariant } from './plan.ts';
import type { PlannedFile, PlannedGraph } from './plan-files.ts';
import { quantiseQ4, quantiseQ8, quantiseQ8Rows, quantiseU8 } from './quantise.ts';
import { matrixShape, type Recipe, type SourceTensor } from './recipe.ts';

/**
 * Writes every file of a variant.
 * @throws DiffuscopeError `bad-checkpoint`
 */
export function writeVariant(planned: PlannedVariant, checkpoint: Checkpoint, folder: string): ModelVariant {
  const data = (files: readonly PlannedFile[]) => files.map((file) => writeData(file, checkpoint, folder));
  const { quantisation } = planned;
  const embedding = planned.embedding && { ...planned.embedding, files: data(planned.embedding.files) };
  const parts = planned.parts.map((part) => ({
    name: part.name,
    graph: writeGraph(part.graph, folder),
    data: data(part.data),
  }));
  const shadow = planned.shadow && writeGraph(planned.shadow, folder);
  const hashed = [...(embedding?.files ?? []), ...parts.flatMap((part) => [part.graph, ...part.data])];
  return {
    quantisation,
    ...(embedding && { embedding }),
    parts,
    ...(shadow && { shadow }),
    sha256: variantHash(hashed),
  };
}

/** SHA-256 over the lines "<sha256> <name>\n", sorted by name. */
function variantHash(files: readonly ModelFile[]): string {
  const lines = [...files].sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ sha256, name }) => `${sha256} ${name}\n`);
  return createHash('sha256').update(lines.join('')).digest('hex');
}

function writeGraph({ name, bytes }: PlannedGraph, folder: string): ModelFile {
  const file = new HashedFile(folder, name);
  file.write(bytes);
  return file.close();
}

function writeData({ name, groups }: PlannedFile, checkpoint: Checkpoint, folder: string): ModelFile {
  const file = new HashedFile(folder, name);
  for (const { tensors, recipe } of groups) {
    const blocks = blocksOf(recipe, checkpoint)[Symbol.iterator]();
    for (const { name: tensor, offset, length } of tensors) {
      file.write(new Uint8Array(offset - file.length));
      while (file.length < offset + length) file.write(blocks.next().value!);
      if (file.length !== offset + length) throw new Error(`invalid length of ${tensor}`);
    }
  }
  return file.close();
}

/** The bytes of the recipe's tensors, in order; no block holds bytes of two. */
function* blocksOf(recipe: Recipe, checkpoint: Checkpoint): Generator<Uint8Array, undefined> {
  if (recipe.kind === 'values') {
    yield* recipe.bytes();
    return;
  }
  const matrix = matrixOf(recipe.source, checkpoint);
  switch (recipe.format) {
    case 'f32':
      for (const [, values] of rowBlocks(matrix)) yield bytesOf(values);
      break;
    case 'f32-transposed':
      for (const values of transposedBlocks(matrix)) yield bytesOf(values);
      break;
    case 'u8': {
      const { codes, scales, zeroPoints } = quantiseU8(matrix);
      yield* [codes, bytesOf(scales), zeroPoints];
      break;
    }
    case 'q4':
    case 'q8': {
      const { codes, scales } = recipe.format === 'q4' ? quantiseQ4(matrix) : quantiseQ8(matrix);
      yield* [codes, bytesOf(scales)];
      break;
    }
    case 'q8-rows':
      yield* quantiseQ8Rows(matrix);
  }
}

function matrixOf(source: SourceTensor, checkpoint: Checkpoint): Matrix {
  const [rows, columns] = matrixShape(source);
  const first = source.rows?.start ?? 0;
  let matrix: Matrix = {
    rows,
    columns,
    readRows: (start, count) => checkpoint.read(source.name, (first + start) * columns, count * columns),
  };
  const { headRows, headColumns } = source;
  if (headRows) matrix = reorderHeadRows(matrix, headRows.headSize, headRows.order);
  if (headColumns) matrix = reorderHeadColumns(matrix, headColumns.headSize, headColumns.order);
  return matrix;
}
