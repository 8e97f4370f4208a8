/**
 * `tokenizer.json` made of the files of a "slow" tokenizer, where a repository ships only those: DiffuCoder and Dream;
 * or completed by them.
 * Sources: Dream `tokenization_dream.py` and huggingface/transformers `tokenization_qwen2.py` (the files, the normal form,
 * the cut before the BPE), `convert_slow_tokenizer.py:Qwen2Converter` (the same as a tokenizer.json), and
 * `tokenization_utils_base.py` (which tokens are special, and in what order those without an id get one).
 */
import * as v from 'valibot';
import { DiffuscopeError } from '../model/error.ts';

/** Texts of the files by their names; the first two are needed, of the others at least one. */
export interface SlowTokenizerFiles {
  readonly 'vocab.json': string;
  readonly 'merges.txt': string;
  readonly 'tokenizer_config.json'?: string | undefined;
  readonly 'added_tokens.json'?: string | undefined;
  readonly 'special_tokens_map.json'?: string | undefined;
}

/** Classes of tokenizers that cut texts as below. */
const CLASSES = ['DreamTokenizer', 'Qwen2Tokenizer', 'Qwen2TokenizerFast'];

const PRETOKENIZER =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

const id = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const content = v.pipe(v.string(), v.minLength(1));
const flag = v.optional(v.boolean(), false);

const flags = { single_word: flag, lstrip: flag, rstrip: flag, normalized: flag, special: flag };
const addedToken = v.object({ content, ...flags });
/** A token by itself, or with its flags. */
const namedToken = v.nullish(
  v.union([
    content,
    v.pipe(
      v.looseObject({ content }),
      v.transform((token) => token.content),
    ),
  ]),
);
const special = {
  ...{ bos_token: namedToken, eos_token: namedToken, unk_token: namedToken, sep_token: namedToken },
  ...{ pad_token: namedToken, cls_token: namedToken, mask_token: namedToken },
  additional_special_tokens: v.nullish(v.array(namedToken)),
};

const configSchema = v.object({
  ...special,
  tokenizer_class: v.nullish(
    v.picklist(CLASSES, (issue) => `a tokenizer.json can be made for ${CLASSES.join(', ')}, not for ${issue.received}`),
  ),
  added_tokens_decoder: v.nullish(v.record(v.pipe(v.string(), v.regex(/^\d{1,9}$/)), addedToken)),
});
const specialSchema = v.object(special);
/** Not `v.record`, which leaves out tokens like "constructor". */
const idsSchema = v.custom<Readonly<Record<string, number>>>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((entry) => v.is(id, entry)),
  'must give each token its id',
);

/**
 * @returns the text of a tokenizer.json that cuts every text as the slow tokenizer does.
 * @throws DiffuscopeError `bad-tokenizer`
 */
export function fastTokenizer(files: SlowTokenizerFiles): string {
  const vocab = read(files, 'vocab.json', idsSchema)!;
  const merges = readMerges(files['merges.txt'], vocab);
  const config = read(files, 'tokenizer_config.json', configSchema);
  const map = read(files, 'special_tokens_map.json', specialSchema);
  if (config === undefined && files['added_tokens.json'] === undefined) {
    throw unusable('there is neither tokenizer_config.json nor added_tokens.json, which name the special tokens');
  }
  const added = addedTokens(vocab, config, map, read(files, 'added_tokens.json', idsSchema) ?? {});
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false };
  return JSON.stringify({
    ...{ version: '1.0', truncation: null, padding: null, added_tokens: added, normalizer: { type: 'NFC' } },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: PRETOKENIZER }, behavior: 'Isolated', invert: false },
        byteLevel,
      ],
    },
    ...{ post_processor: byteLevel, decoder: byteLevel },
    model: {
      ...{ type: 'BPE', dropout: null, unk_token: null, continuing_subword_prefix: '', end_of_word_suffix: '' },
      ...{ fuse_unk: false, byte_fallback: false, vocab, merges },
    },
  });
}

const decoderSchema = v.object({ added_tokens_decoder: configSchema.entries.added_tokens_decoder });
const fastSchema = v.looseObject({
  model: v.looseObject({ vocab: v.optional(idsSchema, {}) }),
  added_tokens: v.array(v.looseObject({ id, content })),
});

/**
 * A tokenizer.json with the tokens that the files beside it add and it lacks, as Open-dCoder's mask.
 * @returns the text itself if it lacks none.
 * @throws DiffuscopeError `bad-tokenizer`
 */
export function completedTokenizer(
  text: string,
  files: Pick<SlowTokenizerFiles, 'tokenizer_config.json' | 'added_tokens.json'>,
): string {
  const named = { 'tokenizer.json': text, ...files };
  const tokenizer = read(named, 'tokenizer.json', fastSchema)!;
  const config = read(named, 'tokenizer_config.json', decoderSchema);
  const { vocab } = tokenizer.model;
  const names = new Set([...Object.keys(vocab), ...tokenizer.added_tokens.map((token) => token.content)]);
  const ids = new Set([...Object.values(vocab), ...tokenizer.added_tokens.map((token) => token.id)]);
  const lacking = addedTokens(vocab, config, undefined, read(named, 'added_tokens.json', idsSchema) ?? {}).filter(
    (token) => !names.has(token.content) && !ids.has(token.id),
  );
  if (lacking.length === 0) return text;
  return JSON.stringify({ ...tokenizer, added_tokens: [...tokenizer.added_tokens, ...lacking] });
}

type Config = v.InferOutput<typeof configSchema>;
type Special = v.InferOutput<typeof specialSchema>;
type AddedToken = { readonly id: number } & v.InferOutput<typeof addedToken>;

/** By id. A special token that is named but has no id gets the one behind the last. */
function addedTokens(
  vocab: Readonly<Record<string, number>>,
  config: Partial<Config> | undefined,
  map: Partial<Special> | undefined,
  ids: Readonly<Record<string, number>>,
): AddedToken[] {
  const tokens = new Map<string, AddedToken>();
  for (const [tokenId, token] of Object.entries(config?.added_tokens_decoder ?? {})) {
    tokens.set(token.content, { id: Number(tokenId), ...token });
  }
  const named = [...specialNames(map), ...specialNames(config)];
  const plain = (name: string, tokenId: number): AddedToken => ({
    ...{ id: tokenId, content: name, single_word: false, lstrip: false, rstrip: false, normalized: false },
    special: named.includes(name),
  });
  for (const [name, tokenId] of Object.entries(ids)) {
    if (!tokens.has(name)) tokens.set(name, plain(name, tokenId));
  }
  let next = Object.values(vocab).reduce((last, tokenId) => Math.max(last, tokenId), -1) + 1;
  for (const token of tokens.values()) next = Math.max(next, token.id + 1);
  for (const name of named) {
    if (!tokens.has(name)) tokens.set(name, plain(name, Object.hasOwn(vocab, name) ? vocab[name]! : next++));
  }
  return [...tokens.values()].sort((a, b) => a.id - b.id);
}

/** In the order in which transformers adds them. */
function specialNames(from: Partial<Special> | undefined): string[] {
  if (from === undefined) return [];
  const { bos_token, eos_token, unk_token, sep_token, pad_token, cls_token, mask_token } = from;
  const single = [bos_token, eos_token, unk_token, sep_token, pad_token, cls_token, mask_token];
  return [...single, ...(from.additional_special_tokens ?? [])].filter((name) => name != null);
}

/** "left right" of each line, in their order, without the version that the first may give. */
function readMerges(text: string, vocab: Readonly<Record<string, number>>): string[] {
  const lines = text.split('\n').map((line) => line.trim());
  if (lines[0]!.startsWith('#version:')) lines.shift();
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const parts = line.split(' ');
      const known = parts.length === 2 && [...parts, parts.join('')].every((part) => Object.hasOwn(vocab, part));
      if (!known) throw unusable(`merges.txt joins "${line}", which vocab.json does not hold`);
      return line;
    });
}

function read<Name extends string, Schema extends v.GenericSchema>(
  files: Readonly<Partial<Record<Name, string | undefined>>>,
  name: Name,
  schema: Schema,
): v.InferOutput<Schema> | undefined {
  const text = files[name];
  if (text === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw unusable(`${name} is not JSON`, cause);
  }
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const path = v.getDotPath(issue);
  throw unusable(`${name}: ${path === null ? '' : `${path}: `}${issue.message}`);
}

function unusable(what: string, cause?: unknown): DiffuscopeError {
  return new DiffuscopeError(
    'bad-tokenizer',
    `No tokenizer.json can be made: ${what}.`,
    'Download the tokenizer again, or save it in the "fast" format of transformers, as tokenizer.json.',
    cause,
  );
}
