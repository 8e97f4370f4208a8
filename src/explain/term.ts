/** What an explanation is made of. */
import type { Mark, Scene } from '../charts/scene.ts';
import type { Words } from '../words/words.ts';

/** A term in the reader's language. */
export interface Explanation {
  readonly name: string;
  /** One paragraph. */
  readonly text: string;
  /** Where the definition comes from: a paper's id, a file of the reference code; the same in every language. */
  readonly source: string;
  readonly picture: Scene;
}

/** A picture without its title, which is the name of the term. */
interface Drawing {
  /** What it shows, for those who do not see it, with the numbers in it. */
  readonly description: string;
  readonly marks: readonly Mark[];
}

export type Draw = (t: Words) => Drawing;

/** Size of every picture in pixels. */
export const PICTURE = { width: 280, height: 96 } as const;

interface Entry {
  readonly name: string;
  readonly sentences: readonly string[];
  readonly source: string;
  readonly draw: Draw;
}

/** Puts an explanation together; Chinese sentences follow one another without a space. */
export function explanation(t: Words, { name, sentences, source, draw }: Entry): Explanation {
  return {
    name,
    text: sentences.join(t.language === 'zh' ? '' : ' '),
    source,
    picture: { ...PICTURE, title: name, ...draw(t) },
  };
}
