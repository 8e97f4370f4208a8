/** Ids of mask, pad and end of text, from config.json and tokenizer.json. */
import * as v from 'valibot';
import { DiffuscopeError } from '../model/error.ts';
import type { Manifest } from '../model/manifest.ts';
import type { ModelConfig } from './families/family.ts';
import { DIFFUCODER_PAD, END_NAMES, MASK_NAMES } from './families/token-names.ts';

/** Not `v.record`, which leaves out tokens like "constructor". */
const vocabulary = v.custom<Readonly<Record<string, number>>>((value) => typeof value === 'object' && value !== null);

const tokenizerSchema = v.looseObject({
  model: v.looseObject({ vocab: v.optional(vocabulary, {}) }),
  added_tokens: v.array(v.looseObject({ id: v.pipe(v.number(), v.safeInteger(), v.minValue(0)), content: v.string() })),
});

/** Special tokens as this tokenizer writes them. @throws DiffuscopeError `bad-tokenizer` */
export function addedTokenNames(tokenizerText: string): ReadonlySet<string> {
  return new Set(addedTokens(readTokenizer(tokenizerText)).keys());
}

/**
 * The ids, and the tokenizer that has them all: a causal model knows no mask, so that its tokenizer gets one, with the
 * first id that no token has. The model was never taught to write it.
 *
 * The config's ids come first, but for pad: DiffuCoder's config says 151643 (end of text) where the model was trained
 * on `<|dlm_pad|>`.
 * @throws DiffuscopeError `bad-tokenizer`, or `bad-checkpoint` if there is no mask or no end.
 */
export function specialTokens(
  config: ModelConfig,
  tokenizerText: string,
): { readonly tokens: Manifest['tokens']; readonly tokenizer: string } {
  const json = readTokenizer(tokenizerText);
  const named = addedTokens(json);
  const ends = [...config.eosIds, ...END_NAMES.map((name) => named.get(name))].filter((id) => id !== undefined);
  const eos = [...new Set(ends)];
  if (eos.length === 0) throw lacking('eos_token_id');
  const pad = named.get(DIFFUCODER_PAD) ?? config.padId ?? eos[0]!;

  const known = config.maskId ?? MASK_NAMES.map((name) => named.get(name)).find((id) => id !== undefined);
  if (known !== undefined) return { tokens: { mask: known, pad, eos }, tokenizer: tokenizerText };
  if (config.attention !== 'causal') throw lacking('mask_token_id');
  const mask = freeId(json, config.vocabularySize);
  return { tokens: { mask, pad, eos }, tokenizer: withMask(json, mask) };
}

type TokenizerJson = v.InferOutput<typeof tokenizerSchema>;

function addedTokens({ added_tokens }: TokenizerJson): ReadonlyMap<string, number> {
  return new Map(added_tokens.map(({ content, id }) => [content, id]));
}

/** The id behind the last token's. */
function freeId({ model, added_tokens }: TokenizerJson, vocabularySize: number): number {
  const ids = [...Object.values(model.vocab), ...added_tokens.map(({ id }) => id)];
  const free = ids.reduce((largest, id) => Math.max(largest, id), -1) + 1;
  if (free < vocabularySize) return free;
  throw new DiffuscopeError(
    'bad-checkpoint',
    `All ${vocabularySize} ids of the vocabulary are tokens, so that none is left for the mask.`,
    'Add mask_token_id to config.json: a token that the model never writes.',
  );
}

function withMask(json: TokenizerJson, id: number): string {
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  return JSON.stringify({ ...json, added_tokens: [...json.added_tokens, { id, content: MASK_NAMES[0], ...flags }] });
}

function readTokenizer(text: string): TokenizerJson {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new DiffuscopeError('bad-tokenizer', 'tokenizer.json is not JSON.', 'Download the checkpoint again.', cause);
  }
  const result = v.safeParse(tokenizerSchema, json);
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw new DiffuscopeError(
    'bad-tokenizer',
    `tokenizer.json is invalid: ${v.getDotPath(issue) ?? 'tokenizer'}: ${issue.message}.`,
    'Save the tokenizer in the "fast" format of transformers, as tokenizer.json.',
  );
}

function lacking(key: string): DiffuscopeError {
  return new DiffuscopeError(
    'bad-checkpoint',
    `Neither config.json nor tokenizer.json gives ${key}.`,
    `Add ${key} to config.json.`,
  );
}
