/** What the loaded model tells of a history that another program saved. */
import type { DecodeTrace, TraceModel } from '../trace/types.ts';

export type KnownModel = Pick<TraceModel, 'label' | 'tokens' | 'vocabularySize'>;

/** Whether the mask of a history is the model's, every token in its vocabulary, and none has a text of its own. */
export function fitsModel({ request, pieces }: DecodeTrace, { tokens, vocabularySize }: KnownModel): boolean {
  if (request.maskId !== tokens.mask) return false;
  return [...pieces].every(([id, piece]) => id < vocabularySize && piece === `⟨${id}⟩`);
}

/** The trace with the texts of a model's tokenizer, if it is a history that fits the model. */
export function withPieces(trace: DecodeTrace, model: KnownModel, piece: (id: number) => string): DecodeTrace {
  if (trace.model.id !== 'imported' || !fitsModel(trace, model)) return trace;
  return { ...trace, pieces: new Map([...trace.pieces.keys()].map((id) => [id, piece(id)])) };
}
