/** The first part: token ids to hidden states. */
import { type Matrix, rowBlocks } from '../matrix.ts';
import { bytesOf, type GraphDraft } from './draft.ts';
import type { Network, Stream } from './part.ts';

const WEIGHT = 'model.embed_tokens.weight';

/** `ids` int32 [1, S] → stream f32 [1, S, hidden]. */
export function embedding(draft: GraphDraft, network: Network, ids: string): Stream {
  const table = matrixWeight(draft, WEIGHT, embeddingMatrix(network));
  return { residual: draft.node('embedding', 'Gather', [table, ids]), branch: null };
}

/** [V, hidden]. */
export function embeddingMatrix({ config, checkpoint }: Network): Matrix {
  return checkpoint.matrix(WEIGHT, config.vocabularySize, config.hiddenSize);
}

/** A matrix as it is, f32 [rows, columns]; a tied head shares the embedding's, for the name is the same. */
export function matrixWeight(draft: GraphDraft, name: string, matrix: Matrix): string {
  draft.weight({
    tensors: [{ name, dataType: 'float32', shape: [matrix.rows, matrix.columns] }],
    *blocks() {
      for (const [, values] of rowBlocks(matrix)) yield bytesOf(values);
    },
  });
  return name;
}
