/**
 * `background.json`: how often each token occurs in a corpus. Written by `diffuscope convert --corpus`, read by every
 * engine; untrusted when read.
 */
import * as v from 'valibot';
import { DiffuscopeError } from './error.ts';

const backgroundSchema = v.object({
  format: v.literal('diffuscope-background'),
  schemaVersion: v.literal(1),
  /** Names of the files that were counted, for people. */
  corpus: v.array(v.string()),
  /** Occurrences by token id; absent = none. */
  counts: v.record(v.pipe(v.string(), v.regex(/^\d{1,9}$/)), v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
});

/** @param counts by token id, each at least 1. */
export function backgroundJson(corpus: readonly string[], counts: ReadonlyMap<number, number>): string {
  const sorted = Object.fromEntries([...counts].sort(([a], [b]) => a - b));
  return `${JSON.stringify({ format: 'diffuscope-background', schemaVersion: 1, corpus, counts: sorted })}\n`;
}

/**
 * @returns [V] occurrences over those of all tokens; a token that does not occur counts as one that occurs once.
 * Source: PC-Sampler `src/generate.py:load_baseline`.
 * @throws DiffuscopeError `bad-model-file`
 */
export function parseBackground(text: string, vocabularySize: number): Float64Array {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw damaged('it is not JSON', cause);
  }
  const result = v.safeParse(backgroundSchema, json);
  if (!result.success) {
    const issue = result.issues[0];
    throw damaged(`${v.getDotPath(issue) ?? 'file'}: ${issue.message}`);
  }
  const counts = Object.entries(result.output.counts).map(([id, count]) => [Number(id), count] as const);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) throw damaged('it counts nothing');
  const frequencies = new Float64Array(vocabularySize).fill(1 / total);
  for (const [id, count] of counts) {
    if (id >= vocabularySize) throw damaged(`token ${id} is outside the vocabulary of ${vocabularySize}`);
    frequencies[id] = count / total;
  }
  return frequencies;
}

function damaged(why: string, cause?: unknown): DiffuscopeError {
  const remedy = 'Convert the model again with "diffuscope convert --corpus".';
  return new DiffuscopeError('bad-model-file', `The token frequencies cannot be used: ${why}.`, remedy, cause);
}
