/** A manifest and a tokenizer small enough to calculate with by hand. */
import type { Manifest } from '../../src/model/manifest.ts';

const sha256 = '0'.repeat(64);

/** Specials 0..4 as in the embedded model; the vocabulary is the fixture's. */
export const manifest: Manifest = {
  format: 'diffuscope-model',
  schemaVersion: 1,
  id: 'fixture',
  label: 'Fixture',
  family: 'dream',
  architecture: {
    vocabularySize: 270,
    hiddenSize: 8,
    layers: 1,
    heads: 2,
    keyValueHeads: 1,
    headSize: 4,
    intermediateSize: 16,
    ropeTheta: 1e4,
    rmsNormEpsilon: 1e-6,
    tiedHead: true,
  },
  contextLength: 64,
  logitShift: 1,
  tokens: { mask: 3, pad: 4, eos: [2, 0] },
  chatTemplate: '<|im_start|>user\n{prompt}<|im_end|>\n<|im_start|>assistant\n',
  tokenizer: { name: 'tokenizer.json', bytes: 1, sha256 },
  variants: {
    f32: {
      quantisation: 'f32',
      parts: [{ name: 'whole', graph: { name: 'model.onnx', bytes: 1, sha256 }, data: [] }],
      sha256,
    },
  },
  source: { name: 'fixture', revision: '0', licence: 'Apache-2.0' },
};

/** GPT-2's printable stand-ins for bytes, spelled out: the printable ranges keep their code, the rest start at U+0100. */
function byteAlphabet(): string[] {
  const kept = new Set<number>();
  for (const [from, to] of [
    [33, 126],
    [161, 172],
    [174, 255],
  ] as const) {
    for (let byte = from; byte <= to; byte++) kept.add(byte);
  }
  let extra = 0;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(kept.has(byte) ? byte : 256 + extra++));
}

/** Ids: 0..4 specials, 5 + byte, then 261 "ab", 262 "abc", 263 "Ġa" (a space and a). 264..269 are unused. */
export function tokenizerJson(): Record<string, unknown> {
  const specials = ['<|endoftext|>', '<|im_start|>', '<|im_end|>', '<|mask|>', '<|dlm_pad|>'];
  const tokens = [...specials, ...byteAlphabet(), 'ab', 'abc', 'Ġa'];
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specials.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges: ['a b', 'ab c', 'Ġ a'],
    },
  };
}
