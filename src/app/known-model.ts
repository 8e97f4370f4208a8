/** What the loaded model tells of a history that another program saved. */
import type { TextSource } from '../state/import-slice.ts';
import type { DecodeTrace, TraceModel } from '../trace/types.ts';

export type KnownModel = Pick<TraceModel, 'label' | 'tokens' | 'vocabularySize'>;

/** Whether the mask of a history is the model's, every token in its vocabulary, and none has a text of its own. */
export function fitsModel({ request, pieces }: DecodeTrace, { tokens, vocabularySize }: KnownModel): boolean {
  if (request.maskId !== tokens.mask) return false;
  return [...pieces].every(([id, piece]) => id < vocabularySize && piece === `⟨${id}⟩`);
}

/**
 * The trace with the texts of a model's tokenizer, if it is a history and its reader or its ids say so.
 * @param texts `guess`: if it fits the model.
 */
export function withPieces(
  trace: DecodeTrace,
  model: KnownModel,
  piece: (id: number) => string,
  texts: TextSource = 'guess',
): DecodeTrace {
  if (trace.model.id !== 'imported' || texts === 'none') return trace;
  if (texts === 'guess' && !fitsModel(trace, model)) return trace;
  const textOf = (id: number): string => (id < model.vocabularySize ? piece(id) : `⟨${id}⟩`);
  return { ...trace, pieces: new Map([...trace.pieces.keys()].map((id) => [id, textOf(id)])) };
}
