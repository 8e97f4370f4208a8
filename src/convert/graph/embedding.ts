/** The first part: token ids to hidden states. */
import type { SourceTensor } from '../recipe.ts';
import type { GraphDraft } from './draft.ts';
import { type Network, type Stream, weightOf } from './part.ts';

/** `ids` int32 [1, S] → stream f32 [1, S, hidden]. */
export function embedding(draft: GraphDraft, network: Network, ids: string): Stream {
  const source = embeddingTensor(network);
  const table = draft.floats(source.name, source);
  return { residual: draft.node('embedding', 'Gather', [table, ids]), branch: null };
}

/** [V, hidden]. */
export function embeddingTensor(network: Network): SourceTensor {
  const { vocabularySize, hiddenSize } = network.config;
  return weightOf(network, 'model.embed_tokens', [vocabularySize, hiddenSize]);
}
