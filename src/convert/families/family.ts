/** What an adapter of a model family has to say, and what it makes of a `config.json`. */
import * as v from 'valibot';
import { DiffuscopeError } from '../../model/error.ts';
import type { Manifest } from '../../model/manifest.ts';

export type Attention = NonNullable<Manifest['attention']>;

/** What somebody, or the tokenizer, says of a checkpoint whose config is silent. */
export interface ConfigHints {
  readonly attention?: Attention | undefined;
  readonly logitShift?: 0 | 1 | undefined;
  /** Special tokens as the tokenizer writes them. Default: none. */
  readonly tokens?: ReadonlySet<string> | undefined;
}

/** What the graphs and the manifest need. Sizes as in `Manifest.architecture`. */
export interface ModelConfig {
  readonly family: Manifest['family'];
  readonly vocabularySize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly headSize: number;
  readonly intermediateSize: number;
  readonly ropeTheta: number;
  readonly rmsNormEpsilon: number;
  /** What the config says; a checkpoint that ships a separate head overrules it. */
  readonly tiedHead: boolean;
  /** Whether the projections to queries, keys and values have biases. */
  readonly attentionBias: boolean;
  readonly maxPositions: number;
  readonly attention: Attention;
  readonly logitShift: 0 | 1;
  /** `null`: the tokenizer has to know, or, in a causal model, one is made. */
  readonly maskId: number | null;
  readonly padId: number | null;
  /** The usual one first; may be empty. */
  readonly eosIds: readonly number[];
  /** The prompt that the family's tuned models were trained on, see `Manifest.chatTemplate`. */
  readonly chatTemplate: string;
  /** The checkpoint's name of a tensor that the graphs know by Qwen2's name. */
  tensorName(name: string): string;
}

/** @throws DiffuscopeError `bad-checkpoint` if a field is missing or impossible. */
export type ConfigReader = (json: Record<string, unknown>, hints: ConfigHints) => ModelConfig;

export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
export const tokenId = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const epsilon = v.pipe(v.number(), v.finite(), v.gtValue(0), v.maxValue(1));
export const ropeTheta = v.pipe(v.number(), v.finite(), v.minValue(1));

/** @throws DiffuscopeError `bad-checkpoint` naming the first field that is wrong. */
export function validConfig<Schema extends v.GenericSchema>(
  schema: Schema,
  json: Record<string, unknown>,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const path = v.getDotPath(issue);
  throw invalidConfig(path === null ? issue.message : `${path}: ${issue.message}`);
}

export function invalidConfig(what: string): DiffuscopeError {
  return new DiffuscopeError(
    'bad-checkpoint',
    `config.json is invalid: ${what}.`,
    'Correct or download config.json again.',
  );
}
