/** The whole network as one graph, under the contract of ARCHITECTURE.md. */
import { GraphDraft } from './draft.ts';
import { embedding } from './embedding.ts';
import { head } from './head.ts';
import { layer } from './layer.ts';
import type { Network } from './part.ts';

export function wholeGraph(network: Network): GraphDraft {
  const draft = new GraphDraft();
  const ids = draft.input({ name: 'input_ids', dataType: 'int32', shape: [1, 'S'] });
  const rows = draft.input({ name: 'rows', dataType: 'int32', shape: ['M'] });
  let stream = embedding(draft, network, ids);
  for (let i = 0; i < network.config.layers; i++) stream = layer(draft, network, i, stream);
  draft.output({
    name: head(draft, network, stream, rows),
    dataType: 'float32',
    shape: ['M', network.config.vocabularySize],
  });
  return draft;
}
