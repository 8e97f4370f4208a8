/** What the parts of a network have in common. */
import type { Quantisation } from '../../model/manifest.ts';
import type { Checkpoint } from '../checkpoint.ts';
import type { ModelConfig } from '../config.ts';
import type { GraphDraft } from './draft.ts';

/** What every part is built from. */
export interface Network {
  readonly config: ModelConfig;
  readonly checkpoint: Checkpoint;
  readonly quantisation: Quantisation;
  /** Most positions; the length of the tables. */
  readonly contextLength: number;
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

/** RMS norm of the stream's sum; returns it and the sum as the new residual. */
export function normed(
  draft: GraphDraft,
  name: string,
  { residual, branch }: Stream,
  { config, checkpoint }: Network,
): { normal: string; residual: string } {
  const weight = draft.floats(`${name}.weight`, checkpoint.vector(`${name}.weight`, config.hiddenSize));
  const attributes = { epsilon: { float: config.rmsNormEpsilon } };
  if (branch === null) {
    const normal = draft.node(name, 'SimplifiedLayerNormalization', [residual, weight], attributes);
    return { normal, residual };
  }
  const sum = `${name}.sum`;
  const normal = draft.node(name, 'SkipSimplifiedLayerNormalization', [branch, residual, weight], attributes, [
    '',
    '',
    sum,
  ]);
  return { normal, residual: sum };
}
