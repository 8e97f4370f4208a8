/** What the parts of a network have in common. */
import type { Quantisation } from '../../model/manifest.ts';
import type { ModelConfig } from '../families/family.ts';
import type { SourceTensor } from '../recipe.ts';
import { sourceTensor, type TensorIndex } from '../tensor-index.ts';
import type { GraphDraft } from './draft.ts';
import type { LinearFormat } from './linear.ts';

/** What every part is built from. */
export interface Network {
  readonly config: ModelConfig;
  readonly index: TensorIndex;
  readonly quantisation: Quantisation;
  /** Most positions; the length of the tables. */
  readonly contextLength: number;
  /** Which tensors of the checkpoint a `q4` variant holds in 8 bits. */
  keep8(tensorName: string): boolean;
}

/** A tensor of exactly this shape, by Qwen2's name of it. @throws DiffuscopeError `bad-checkpoint` */
export function weightOf({ config, index }: Network, name: string, shape: readonly number[]): SourceTensor {
  return sourceTensor(index, config.tensorName(`${name}.weight`), shape);
}

/** The format of a linear layer over this tensor. */
export function linearFormat({ quantisation, keep8 }: Network, { name }: SourceTensor): LinearFormat {
  return quantisation === 'q4' && keep8(name) ? 'q8' : quantisation;
}

/**
 * Hidden states f32 [1, S, hidden] between parts: the sum of `residual` and, if there is one, `branch`. Kept apart as
 * long as possible, for the next norm adds them on its way.
 */
export interface Stream {
  readonly residual: string;
  readonly branch: string | null;
}

/** The sum of the stream, as one value: the end of a part. */
export function joined(draft: GraphDraft, name: string, { residual, branch }: Stream): string {
  return branch === null ? residual : draft.node(name, 'Add', [residual, branch]);
}

/** RMS norm of the stream's sum, as the graph computes with it; returns it and the sum, f32, as the new residual. */
export function normed(
  draft: GraphDraft,
  name: string,
  { residual, branch }: Stream,
  network: Network,
): { normal: string; residual: string } {
  const { hiddenSize, rmsNormEpsilon } = network.config;
  const weight = draft.floats(`${name}.weight`, weightOf(network, name, [hiddenSize]));
  const attributes = { epsilon: { float: rmsNormEpsilon } };
  if (branch === null) {
    const normal = draft.node(name, 'SimplifiedLayerNormalization', [residual, weight], attributes);
    return { normal: draft.narrowed(normal), residual };
  }
  const sum = `${name}.sum`;
  const normal = draft.node(name, 'SkipSimplifiedLayerNormalization', [branch, residual, weight], attributes, [
    '',
    '',
    sum,
  ]);
  return { normal: draft.narrowed(normal), residual: sum };
}
