/** The last part: hidden states to the logits of the rows asked for. */
import type { GraphDraft } from './draft.ts';
import { embeddingMatrix, matrixWeight } from './embedding.ts';
import { LINEAR } from './linear.ts';
import { joined, type Network, normed, type Stream } from './part.ts';

/**
 * `rows` int32 [M] → f32 [M, V]. Under a logit shift of 1, row r is scored by the hidden state at r − 1, and row 0 by
 * its own. Source: Dream `generation_utils.py`, `torch.cat([logits[:, :1], logits[:, :-1]], dim=1)`.
 */
export function head(draft: GraphDraft, network: Network, stream: Stream, rows: string): string {
  const { config, checkpoint, quantisation } = network;
  const flat = draft.integers('shape.rows', BigInt64Array.of(-1n, BigInt(config.hiddenSize)));
  const states = draft.node('head.states', 'Reshape', [joined(draft, 'head.joined', stream), flat]);
  const scoring = config.logitShift === 0 ? rows : shifted(draft, network, rows);
  const gathered = draft.node('head.gathered', 'Gather', [states, scoring]);
  const { normal } = normed(draft, 'model.norm', { residual: gathered, branch: null }, network);

  const name = 'lm_head.weight';
  const tied = hasTiedHead(network);
  const matrix = tied ? embeddingMatrix(network) : checkpoint.matrix(name, config.vocabularySize, config.hiddenSize);
  if (quantisation !== 'f32') return LINEAR[quantisation](draft, 'logits', normal, matrix);
  const weight = matrixWeight(draft, tied ? 'model.embed_tokens.weight' : name, matrix);
  return draft.node('logits', 'Gemm', [normal, weight], { transB: { int: 1 } });
}

/** A separate head that is shipped counts, whatever the config says. */
export function hasTiedHead({ config, checkpoint }: Pick<Network, 'config' | 'checkpoint'>): boolean {
  return config.tiedHead && !checkpoint.has('lm_head.weight');
}

/** max(r − 1, 0) by a table: integer arithmetic is not WebGPU's on every type, a gather is. */
function shifted(draft: GraphDraft, { contextLength }: Network, rows: string): string {
  const table = Int32Array.from({ length: contextLength }, (_, row) => Math.max(row - 1, 0));
  return draft.node('head.shifted_rows', 'Gather', [draft.integers('shift', table), rows]);
}
