/** A corpus as token frequencies, for strategies that weigh a token by how rare it is. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import * as v from 'valibot';
import { backgroundJson } from '../model/background.ts';
import { DiffuscopeError } from '../model/error.ts';
import type { Manifest } from '../model/manifest.ts';
import { createTokenizer } from '../model/tokenizer.ts';

export interface Corpus {
  /** A file whose name ends in `.json` is an array of texts or of objects that hold one; any other is one text. */
  readonly files: readonly string[];
  /** Key of the text in those objects. Default `text`. */
  readonly field?: string | undefined;
}

/**
 * Counts every token of every text, and one end of text after each.
 * @returns the text of a `background.json`.
 * @throws DiffuscopeError `not-found`, `bad-settings` for a file that holds no texts, `bad-tokenizer`.
 */
export function countCorpus({ files, field = 'text' }: Corpus, tokenizerJson: string, manifest: Manifest): string {
  const tokenizer = createTokenizer(JSON.parse(tokenizerJson), manifest);
  const end = manifest.tokens.eos[0]!;
  const counts = new Map<number, number>();
  for (const file of files) {
    for (const text of textsOf(file, field)) {
      for (const id of [...tokenizer.encode(text), end]) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  }
  return backgroundJson(
    files.map((file) => basename(file)),
    counts,
  );
}

function textsOf(file: string, field: string): string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new DiffuscopeError('not-found', `The corpus ${file} cannot be read.`, 'Check the path.', cause);
  }
  if (!file.endsWith('.json')) return [text];
  const remedy = `Give an array of strings, or of objects with the key "${field}" (--corpus-field names another).`;
  const schema = v.pipe(v.array(v.union([v.string(), v.looseObject({ [field]: v.string() })])), v.minLength(1));
  const result = v.safeParse(schema, parsed(file, text, remedy));
  if (!result.success) throw new DiffuscopeError('bad-settings', `The corpus ${file} holds no texts.`, remedy);
  return result.output.map((entry) => (typeof entry === 'string' ? entry : String(entry[field])));
}

function parsed(file: string, text: string, remedy: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DiffuscopeError('bad-settings', `The corpus ${file} is not JSON.`, remedy, cause);
  }
}
