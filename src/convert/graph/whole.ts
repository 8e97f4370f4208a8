/** The whole network as one graph, under the contracts of ARCHITECTURE.md. */
import { GraphDraft } from './draft.ts';
import { embedding } from './embedding.ts';
import { head } from './head.ts';
import { layer } from './layer.ts';
import type { Network } from './part.ts';
import { fullSight, givenSight, type Sight } from './sight.ts';

/** Every token sees every token; `rows` are the positions to score. */
export function wholeGraph(network: Network): GraphDraft {
  return graph(network, fullSight);
}

/**
 * The same network for sequences that are more than a text: the caller says where each token stands and what it sees.
 * `rows` are the states to read, without the logit shift: the state at i scores what follows i.
 */
export function shadowGraph(network: Network): GraphDraft {
  return graph({ ...network, config: { ...network.config, logitShift: 0 } }, givenSight);
}

function graph(network: Network, sightOf: (draft: GraphDraft, network: Network) => Sight): GraphDraft {
  const draft = new GraphDraft();
  const ids = draft.input({ name: 'input_ids', dataType: 'int32', shape: [1, 'S'] });
  const rows = draft.input({ name: 'rows', dataType: 'int32', shape: ['M'] });
  const sight = sightOf(draft, network);
  let stream = embedding(draft, network, ids);
  for (let i = 0; i < network.config.layers; i++) stream = layer(draft, network, i, stream, sight);
  draft.output({
    name: head(draft, network, stream, rows),
    dataType: 'float32',
    shape: ['M', network.config.vocabularySize],
  });
  return draft;
}
