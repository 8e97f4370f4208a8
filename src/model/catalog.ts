/**
 * `models/catalog.json`: the published models that the converter knows, with what they need and how their authors decode
 * with them. Ours, but read as untrusted as a manifest. What could not be verified is absent.
 */
import * as v from 'valibot';
import { DiffuscopeError } from './error.ts';
import { architectureSchema, attentionSchema, familySchema, promptSchema, quantisationSchema } from './manifest.ts';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const text = v.pipe(v.string(), v.minLength(1));
const tokenId = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const modelSchema = v.object({
  /** As in the manifest of the converted model. */
  id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]{0,63}$/)),
  label: text,
  /** On the hub; absent of the model that comes with Diffuscope. */
  repository: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/))),
  family: familySchema,
  /** Absent: bidirectional. */
  attention: v.optional(attentionSchema),
  /** As the authors name it, an SPDX identifier where there is one. */
  licence: v.optional(text),
  /** Numbers that were trained. */
  parameters: count,
  architecture: architectureSchema,
  /** Positions of the converted model, unless told otherwise. */
  contextLength: count,
  tokens: v.object({
    mask: v.optional(tokenId),
    pad: v.optional(tokenId),
    eos: v.pipe(v.array(tokenId), v.minLength(1)),
  }),
  /** The weights to download before a conversion. */
  checkpointBytes: v.optional(count),
  /** What each variant takes on disk: graphs, weights and embedding, at `contextLength`. */
  variants: v.record(quantisationSchema, v.object({ bytes: count })),
  /** Where it differs from the family's. */
  chatTemplate: v.optional(promptSchema),
  /** How the authors decode in their example; `sourceOfDefaults` names it. */
  defaults: v.object({
    strategy: text,
    canvasLength: count,
    steps: count,
    /** Absent: one block. */
    blockLength: v.optional(count),
    temperature: v.pipe(v.number(), v.minValue(0)),
    /** Absent: off. */
    topP: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1))),
    /** Absent: off. */
    topK: v.optional(count),
  }),
  sourceOfDefaults: text,
  /** Before the chat template; the first is the authors' own where they give one. */
  prompts: v.pipe(v.array(text), v.minLength(1)),
  /** What it is good for, one line. */
  summary: text,
});

const catalogSchema = v.object({
  format: v.literal('diffuscope-catalog'),
  schemaVersion: v.literal(1),
  models: v.pipe(
    v.array(modelSchema),
    v.check((models) => new Set(models.map(({ id }) => id)).size === models.length, 'ids must differ'),
  ),
});

export type CatalogModel = v.InferOutput<typeof modelSchema>;
export type Catalog = v.InferOutput<typeof catalogSchema>;

/** @throws DiffuscopeError `bad-manifest` naming the first field that is wrong. */
export function readCatalog(json: unknown): Catalog {
  const result = v.safeParse(catalogSchema, json);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const path = v.getDotPath(issue) ?? 'catalog';
  throw new DiffuscopeError('bad-manifest', `The catalog is invalid: ${path}: ${issue.message}.`);
}
