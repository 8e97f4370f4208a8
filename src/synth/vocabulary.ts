/**
 * A made-up byte-level BPE vocabulary of any size: the 256 bytes, then every byte followed by one lower-case letter, by
 * two, by three …; a text is about half as long in tokens as in bytes. The characters of bytes are those of GPT-2
 * (`encoder.py:bytes_to_unicode`).
 */
import type { SpecialToken } from './family.ts';

export interface ByteLevelVocabulary {
  /** In the order of their ids. */
  readonly tokens: readonly string[];
  /** In the order of their rank: what is left and right of each join. */
  readonly merges: readonly (readonly [string, string])[];
}

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];

/** @param size at least 256. */
export function byteLevelVocabulary(size: number): ByteLevelVocabulary {
  const tokens = byteCharacters();
  const merges: [string, string][] = [];
  for (let i = 0; tokens.length < size; i++) {
    const left = tokens[i]!;
    for (const right of LETTERS.slice(0, size - tokens.length)) {
      merges.push([left, right]);
      tokens.push(left + right);
    }
  }
  return { tokens, merges };
}

/** The printable bytes first, as the published vocabularies have them. */
function byteCharacters(): string[] {
  const printable = (byte: number): boolean =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  const others = bytes.filter((byte) => !printable(byte));
  return [
    ...bytes.filter(printable).map((byte) => String.fromCharCode(byte)),
    ...others.map((_, i) => String.fromCharCode(0x100 + i)),
  ];
}

/** How Qwen2 cuts a text before the BPE. Source: transformers `tokenization_qwen2.py:PRETOKENIZE_REGEX`. */
const PRETOKENIZER =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

const flags = { lstrip: false, normalized: false, rstrip: false, single_word: false, special: true };

/** The files by name, as text. `vocab.json` and `merges.txt`, as slow tokenizers are shipped. */
export function slowTokenizerFiles({ tokens, merges }: ByteLevelVocabulary): Record<string, string> {
  return {
    'vocab.json': JSON.stringify(Object.fromEntries(tokens.map((token, id) => [token, id]))),
    'merges.txt': ['#version: 0.2', ...merges.map((pair) => pair.join(' ')), ''].join('\n'),
  };
}

/** `tokenizer.json`, the fast format. */
export function fastTokenizerFiles(
  { tokens, merges }: ByteLevelVocabulary,
  special: readonly SpecialToken[],
): Record<string, string> {
  const tokenizer = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: special.map(({ id, content }) => ({ id, content, ...flags })),
    normalizer: { type: 'NFC' },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: PRETOKENIZER }, behavior: 'Isolated', invert: false },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
      ],
    },
    post_processor: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
    decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
    model: {
      ...{ type: 'BPE', dropout: null, unk_token: null, continuing_subword_prefix: '', end_of_word_suffix: '' },
      ...{ fuse_unk: false, byte_fallback: false },
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges: merges.map((pair) => pair.join(' ')),
    },
  };
  return { 'tokenizer.json': JSON.stringify(tokenizer) };
}

/** `tokenizer_config.json` with the special tokens, which no vocabulary holds. */
export function tokenizerConfigFile(
  tokenizerClass: string,
  special: readonly SpecialToken[],
  roles: Readonly<Record<string, string>>,
): Record<string, string> {
  const config = {
    add_prefix_space: false,
    added_tokens_decoder: Object.fromEntries(special.map(({ id, content }) => [id, { content, ...flags }])),
    ...roles,
    clean_up_tokenization_spaces: false,
    errors: 'replace',
    tokenizer_class: tokenizerClass,
    unk_token: null,
  };
  return { 'tokenizer_config.json': `${JSON.stringify(config, null, 2)}\n` };
}
