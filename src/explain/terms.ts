/** All explanations. */
import type { Words } from '../words/words.ts';
import type { Explanation } from './term.ts';
import type { TermId } from './term-id.ts';
import { decodeTerms } from './terms/decode-terms.ts';
import { orderTerms } from './terms/order-terms.ts';
import { paceTerms } from './terms/pace-terms.ts';
import { samplingTerms } from './terms/sampling-terms.ts';
import { scoreTerms } from './terms/score-terms.ts';

const terms: Readonly<Record<TermId, (t: Words) => Explanation>> = {
  ...decodeTerms,
  ...scoreTerms,
  ...orderTerms,
  ...paceTerms,
  ...samplingTerms,
};

/** What a term means, in the reader's language, with its picture. */
export function explain(id: TermId, t: Words): Explanation {
  return terms[id](t);
}
