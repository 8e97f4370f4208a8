/**
 * The network in parts that pass hidden states on, under the split contract of ARCHITECTURE.md: groups of layers, then
 * the head. The embedding is no graph but a table.
 */
import { GraphDraft, type Precision } from './draft.ts';
import { head, headSlices } from './head.ts';
import { layer } from './layer.ts';
import { joined, type Network, type Stream } from './part.ts';
import { textSight } from './sight.ts';

/**
 * Layers `first` to `last`, both included: `hidden` f32 [1, S, hidden] → `hidden_next`, the same shape.
 * @param precision what is computed in between; the weights are the same. Default `f32`.
 */
export function layersGraph(network: Network, first: number, last: number, precision?: Precision): GraphDraft {
  const draft = new GraphDraft(precision);
  let stream = hiddenInput(draft, network);
  const sight = textSight(draft, network, stream.residual);
  for (let i = first; i <= last; i++) stream = layer(draft, network, i, stream, sight);
  const name = joined(draft, 'hidden_next', stream);
  draft.output({ name, dataType: 'float32', shape: [1, 'S', network.config.hiddenSize] });
  return draft;
}

/** `hidden` f32 [1, S, hidden], `rows` int32 [M] → `logits_0`, `logits_1` … f32 [M, widths of `headSlices`]. */
export function headGraph(network: Network): GraphDraft {
  const draft = new GraphDraft();
  const stream = hiddenInput(draft, network);
  const rows = draft.input({ name: 'rows', dataType: 'int32', shape: ['M'] });
  const slices = headSlices(network.config.vocabularySize);
  for (const [i, name] of head(draft, network, stream, rows, slices).entries()) {
    draft.output({ name, dataType: 'float32', shape: ['M', slices[i]!.count] });
  }
  return draft;
}

function hiddenInput(draft: GraphDraft, { config }: Network): Stream {
  const residual = draft.input({ name: 'hidden', dataType: 'float32', shape: [1, 'S', config.hiddenSize] });
  return { residual, branch: null };
}
