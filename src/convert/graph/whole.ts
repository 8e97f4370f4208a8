/** The whole network as one graph, under the contracts of ARCHITECTURE.md. */
import { GraphDraft } from './draft.ts';
import { embedding } from './embedding.ts';
import { head } from './head.ts';
import { layer } from './layer.ts';
import type { Network } from './part.ts';
import { type Sight, shadowSight, textSight } from './sight.ts';

/** `rows` are the positions to score. */
export function wholeGraph(network: Network): GraphDraft {
  return graph(network, textSight);
}

/**
 * The same network with slots behind the text, of which the caller says where they stand and what they see. `rows` are
 * the states to read, without the logit shift.
 */
export function shadowGraph(network: Network): GraphDraft {
  return graph({ ...network, config: { ...network.config, logitShift: 0 } }, shadowSight);
}

function graph(network: Network, sightOf: (draft: GraphDraft, network: Network, ids: string) => Sight): GraphDraft {
  const draft = new GraphDraft();
  const ids = draft.input({ name: 'input_ids', dataType: 'int32', shape: [1, 'S'] });
  const rows = draft.input({ name: 'rows', dataType: 'int32', shape: ['M'] });
  const sight = sightOf(draft, network, ids);
  let stream = embedding(draft, network, ids);
  for (let i = 0; i < network.config.layers; i++) stream = layer(draft, network, i, stream, sight);
  for (const name of head(draft, network, stream, rows)) {
    draft.output({ name, dataType: 'float32', shape: ['M', network.config.vocabularySize] });
  }
  return draft;
}
