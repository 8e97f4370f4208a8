/** Ids of mask, pad and end of text, from config.json and tokenizer.json. */
import * as v from 'valibot';
import { DiffuscopeError } from '../model/error.ts';
import type { Manifest } from '../model/manifest.ts';
import type { ModelConfig } from './config.ts';

/** Names of the mask token: Dream and DiffuCoder, Open-dCoder, and the tokenizer's usual name. */
const MASK_NAMES = ['<|mask|>', '<M>', '[MASK]'];
/** What ends a text, besides the config's own. */
const END_NAMES = ['<|im_end|>', '<|endoftext|>'];

const tokenizerSchema = v.object({
  model: v.object({}),
  added_tokens: v.array(v.object({ id: v.pipe(v.number(), v.safeInteger(), v.minValue(0)), content: v.string() })),
});

/**
 * The config's ids come first, but for pad: DiffuCoder's config says 151643 (end of text) where the model was trained
 * on `<|dlm_pad|>`.
 * @throws DiffuscopeError `bad-tokenizer`, or `bad-checkpoint` if there is no mask or no end.
 */
export function specialTokens(config: ModelConfig, tokenizerText: string): Manifest['tokens'] {
  const named = addedTokens(tokenizerText);
  const mask = config.maskId ?? MASK_NAMES.map((name) => named.get(name)).find((id) => id !== undefined);
  if (mask === undefined) throw lacking('mask_token_id');
  const ends = [...config.eosIds, ...END_NAMES.map((name) => named.get(name))].filter((id) => id !== undefined);
  const eos = [...new Set(ends)];
  if (eos.length === 0) throw lacking('eos_token_id');
  return { mask, pad: named.get('<|dlm_pad|>') ?? config.padId ?? eos[0]!, eos };
}

function addedTokens(text: string): Map<string, number> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new DiffuscopeError('bad-tokenizer', 'tokenizer.json is not JSON.', 'Download the checkpoint again.', cause);
  }
  const result = v.safeParse(tokenizerSchema, json);
  if (result.success) return new Map(result.output.added_tokens.map(({ content, id }) => [content, id]));
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
