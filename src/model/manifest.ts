/**
 * `manifest.json`: all that Diffuscope knows of a converted model. Written by `diffuscope convert`, read by
 * every engine; untrusted when read, so validated here and nowhere else.
 */
import * as v from 'valibot';
import { DiffuscopeError } from './error.ts';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const tokenId = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits'));
/** A file beside the manifest: a plain name, so that a manifest cannot reach outside its folder. */
const fileName = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'must be a plain file name'));

const fileSchema = v.object({
  name: fileName,
  /** Size in bytes. */
  bytes: count,
  sha256,
});

const partSchema = v.object({
  /** What of the network this graph holds: `whole`, or `layers-<first>-<last>` … and `head` behind an `embedding`. */
  name: v.string(),
  graph: fileSchema,
  /**
   * The same layers over the same data, computing in 16-bit floats between the norms: for a GPU on which it was seen to
   * agree with `graph`. In `layers-…` of `q4`; absent in models that were converted before there was one.
   */
  half: v.optional(fileSchema),
  /** External weights that the graph names. */
  data: v.array(fileSchema),
});

/**
 * A table of token vectors that is read row by row from where it lies, because it is too large to be held: row after
 * row, `hiddenSize` long.
 */
const embeddingSchema = v.object({
  /** `f32`: floats. `q8`: a float32 scale, then `hiddenSize` int8 codes; the vector is scale · codes. Little-endian. */
  format: v.picklist(['f32', 'q8']),
  /** Rows in each file but the last, which holds the rest. */
  rowsPerFile: count,
  files: v.pipe(v.array(fileSchema), v.minLength(1)),
});

/** `f32`: as trained. `u8`: DynamicQuantizeMatMul, for WASM and Node. `q4`: MatMulNBits block 32, for WebGPU. */
export const quantisationSchema = v.picklist(['f32', 'u8', 'q4']);

const variantSchema = v.object({
  quantisation: quantisationSchema,
  /** Present where the network is cut into parts: its vectors are what the first part takes. */
  embedding: v.optional(embeddingSchema),
  /** Graphs in the order they run. */
  parts: v.pipe(v.array(partSchema), v.minLength(1)),
  /**
   * The whole network once more, over the data of `parts`, for sequences with positions and sight of their own: what
   * WINO's shadow block needs. Absent in models that were converted before there was one.
   */
  shadow: v.optional(fileSchema),
  /** SHA-256 over the lines "<sha256> <name>\n" of all files of `embedding` and `parts` but `half`, sorted by name: the model hash of a trace. */
  sha256,
});

/** Which adapter of the converter made it. */
export const familySchema = v.picklist(['dream', 'llada', 'qwen2']);

/** Whether a token sees every other, or those before it, as in an autoregressive model. */
export const attentionSchema = v.picklist(['bidirectional', 'causal']);

export const architectureSchema = v.object({
  vocabularySize: count,
  hiddenSize: count,
  layers: count,
  heads: count,
  keyValueHeads: count,
  headSize: count,
  intermediateSize: count,
  ropeTheta: v.pipe(v.number(), v.finite(), v.minValue(1)),
  rmsNormEpsilon: v.pipe(v.number(), v.finite(), v.gtValue(0)),
  tiedHead: v.boolean(),
});

/** A prompt as a string with exactly one `{prompt}`. */
export const promptSchema = v.pipe(
  v.string(),
  v.check((text) => text.split('{prompt}').length === 2, 'must hold {prompt} once'),
);

const manifestSchema = v.pipe(
  v.object({
    format: v.literal('diffuscope-model'),
    schemaVersion: v.literal(1),
    id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]{0,63}$/)),
    /** Name for people. */
    label: v.pipe(v.string(), v.minLength(1), v.maxLength(120)),
    /** For people, since all that differs is said below. */
    family: familySchema,
    /** Absent: bidirectional. */
    attention: v.optional(attentionSchema),
    architecture: architectureSchema,
    /** Most positions, prompt and canvas together, the model takes. */
    contextLength: count,
    /** 1: the head at row i scores token i+1 (Dream, DiffuCoder). 0: token i (LLaDA). The graph applies it. */
    logitShift: v.picklist([0, 1]),
    tokens: v.object({
      mask: tokenId,
      pad: tokenId,
      /** Every id that ends a text, the usual one first. */
      eos: v.pipe(v.array(tokenId), v.minLength(1)),
    }),
    chatTemplate: promptSchema,
    tokenizer: fileSchema,
    /** Token frequencies of a corpus, see `background.ts`; absent where none was given. */
    background: v.optional(fileSchema),
    variants: v.pipe(
      v.record(quantisationSchema, variantSchema),
      v.check((variants) => Object.keys(variants).length > 0, 'must hold at least one variant'),
    ),
    /** Where the weights came from. */
    source: v.object({
      name: v.string(),
      revision: v.string(),
      licence: v.string(),
    }),
  }),
  v.check((m) => m.tokens.mask < m.architecture.vocabularySize, 'tokens.mask is outside the vocabulary'),
  v.check((m) => m.tokens.pad < m.architecture.vocabularySize, 'tokens.pad is outside the vocabulary'),
  v.check(
    (m) => m.tokens.eos.every((id) => id < m.architecture.vocabularySize),
    'tokens.eos is outside the vocabulary',
  ),
  v.check(
    (m) => m.architecture.heads % m.architecture.keyValueHeads === 0,
    'architecture.heads must be a multiple of keyValueHeads',
  ),
);

export type Manifest = v.InferOutput<typeof manifestSchema>;
export type ModelFile = v.InferOutput<typeof fileSchema>;
export type ModelVariant = v.InferOutput<typeof variantSchema>;
export type Quantisation = ModelVariant['quantisation'];

/** Every file of a variant: the embedding, the graphs, those of half precision, their data, and the shadow graph. */
export function variantFiles({ embedding, parts, shadow }: ModelVariant): ModelFile[] {
  return [
    ...(embedding?.files ?? []),
    ...parts.flatMap(({ graph, half, data }) => [graph, ...(half === undefined ? [] : [half]), ...data]),
    ...(shadow === undefined ? [] : [shadow]),
  ];
}

/**
 * Checks untrusted JSON text.
 * @throws DiffuscopeError `bad-manifest` naming the first field that is wrong.
 */
export function parseManifest(text: string): Manifest {
  const remedy = 'Convert the model again with "diffuscope convert", or choose another model.';
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new DiffuscopeError('bad-manifest', 'The manifest is not JSON.', remedy, cause);
  }
  const result = v.safeParse(manifestSchema, json);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const path = v.getDotPath(issue) ?? 'manifest';
  throw new DiffuscopeError('bad-manifest', `The manifest is invalid: ${path}: ${issue.message}.`, remedy);
}
