/** Text to token ids and back, with the model's chat template. The BPE itself is `@huggingface/tokenizers`. */
import { Tokenizer } from '@huggingface/tokenizers';
import * as v from 'valibot';
import { escapedText, tokenBytes } from './byte-level.ts';
import { DiffuscopeError } from './error.ts';
import type { Manifest } from './manifest.ts';

export interface ModelTokenizer {
  /**
   * [P] ids of the chat template with the text in it. White space around the text is dropped, as DiffuCoder's
   * `inference_demo.py` does. Special tokens written in the text are special, except the mask.
   * @throws DiffuscopeError `bad-settings` if the text holds the mask token: a prompt has no slots to fill.
   */
  encodePrompt(text: string): Int32Array;
  /** Ids of the text as it is, without the template. Special tokens written in it are special. */
  encode(text: string): Int32Array;
  /**
   * Text of the ids. Bytes that are not UTF-8 become U+FFFD, ids outside the vocabulary `⟨id⟩`.
   * `skipSpecial` (default false) leaves out special tokens.
   */
  decode(ids: ArrayLike<number>, options?: { readonly skipSpecial?: boolean }): string;
  /** Text of one token for display; bytes that are no whole character as `\xhh`, ids outside the vocabulary `⟨id⟩`. */
  piece(id: number): string;
}

/**
 * @param tokenizerJson a parsed `tokenizer.json`, untrusted. Byte-level BPE, as all Dream and LLaDA models have.
 * @throws DiffuscopeError `bad-tokenizer`
 */
export function createTokenizer(tokenizerJson: unknown, manifest: Manifest): ModelTokenizer {
  const { tokenizer, added } = build(tokenizerJson, manifest);
  const textOf = (id: number): string | undefined => tokenizer.id_to_token(id);
  const encode = (text: string) => Int32Array.from(tokenizer.encode(text, { add_special_tokens: false }).ids);

  return {
    encode,
    encodePrompt(text) {
      const filled = manifest.chatTemplate.split('{prompt}').join(text.trim());
      const ids = encode(filled);
      if (ids.includes(manifest.tokens.mask)) {
        throw new DiffuscopeError(
          'bad-settings',
          `The prompt contains the mask token ${textOf(manifest.tokens.mask)}.`,
          'Remove it from the prompt: only the canvas after the prompt is filled.',
        );
      }
      return ids;
    },
    decode(ids, options) {
      const skipSpecial = options?.skipSpecial ?? false;
      let text = '';
      let run: number[] = [];
      const flush = (): void => {
        if (run.length === 0) return;
        // Clean-up of spaces would change code ("x ." → "x.").
        text += tokenizer.decode(run, { skip_special_tokens: skipSpecial, clean_up_tokenization_spaces: false });
        run = [];
      };
      for (let i = 0; i < ids.length; i++) {
        const id = ids[i]!;
        if (textOf(id) !== undefined) run.push(id);
        else {
          flush();
          text += `⟨${id}⟩`;
        }
      }
      flush();
      return text;
    },
    piece(id) {
      const token = textOf(id);
      if (token === undefined) return `⟨${id}⟩`;
      const bytes = added.has(id) ? null : tokenBytes(token);
      return bytes === null ? token : escapedText(bytes);
    },
  };
}

const id = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** What the library takes for granted, checked before it does. */
const tokenizerSchema = v.looseObject({
  model: v.looseObject({
    type: v.literal('BPE'),
    vocab: v.custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value)),
    merges: v.array(v.unknown()),
  }),
  added_tokens: v.array(v.looseObject({ id, content: v.pipe(v.string(), v.minLength(1)) })),
  decoder: v.pipe(
    v.unknown(),
    v.check((decoder) => JSON.stringify(decoder ?? null).includes('"ByteLevel"'), 'must be byte-level'),
  ),
});

function build(json: unknown, manifest: Manifest): { tokenizer: Tokenizer; added: ReadonlySet<number> } {
  const reject = (what: string, cause?: unknown): never => {
    const remedy = 'Convert the model again with "diffuscope convert", or choose another model.';
    throw new DiffuscopeError('bad-tokenizer', `The tokenizer cannot be used: ${what}.`, remedy, cause);
  };
  const parsed = v.safeParse(tokenizerSchema, json);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    return reject(`${v.getDotPath(issue) ?? 'tokenizer.json'}: ${issue.message}`);
  }
  const { model, added_tokens: addedTokens } = parsed.output;
  const added = new Set(addedTokens.map((token) => token.id));

  const size = manifest.architecture.vocabularySize;
  for (const tokenId of [...Object.values(model.vocab), ...added]) {
    if (!(Number.isInteger(tokenId) && tokenId >= 0 && tokenId < size)) {
      return reject(`token id ${tokenId} is outside the model's vocabulary of ${size}`);
    }
  }
  const tokenizer = construct(parsed.output, reject);
  const { mask, pad, eos } = manifest.tokens;
  for (const tokenId of [mask, pad, ...eos]) {
    if (tokenizer.id_to_token(tokenId) === undefined) {
      return reject(`it lacks token ${tokenId}, which the manifest names`);
    }
  }
  return { tokenizer, added };
}

function construct(json: object, reject: (what: string, cause?: unknown) => never): Tokenizer {
  try {
    const tokenizer = new Tokenizer(json, {});
    tokenizer.encode('probe'); // a broken pre-tokenizer shows only in use
    return tokenizer;
  } catch (cause) {
    return reject(cause instanceof Error ? cause.message : String(cause), cause);
  }
}
