/**
 * A benchmark as a file: what was measured on which machine, with units in the names. It says nothing of its visitor
 * but what the browser says of itself to every page, and all of it is on screen when it is saved.
 */
import * as v from 'valibot';
import { DiffuscopeError } from '../model/error.ts';

const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const count = v.pipe(amount, v.safeInteger());
const text = v.pipe(v.string(), v.maxLength(300));
const spread = v.object({ median: amount, p10: amount, p90: amount });

const stepsSchema = v.object({
  /** Tokens of prompt and canvas. */
  sequence: count,
  /** Masked positions of the first step; each step has one less. */
  masked: count,
  /** Steps that counted. */
  steps: count,
  /** The step before those that count. */
  warmUpMillis: amount,
  stepMillis: spread,
  passMillis: spread,
  headMillis: spread,
  headOn: v.picklist(['gpu', 'cpu']),
  /** Median of a step. */
  bytesToJavaScript: amount,
  tokensReadPerSecond: amount,
  stepsPerSecond: amount,
});

const schema = v.object({
  format: v.literal('diffuscope-benchmark'),
  schemaVersion: v.literal(1),
  /** Version of Diffuscope. */
  version: text,
  /** ISO 8601, UTC. */
  createdAt: v.pipe(v.string(), v.isoTimestamp()),
  model: v.object({
    id: text,
    label: text,
    quantisation: v.picklist(['f32', 'u8', 'q4']),
    sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits')),
  }),
  machine: v.object({
    browser: text,
    provider: v.picklist(['wasm', 'webgpu']),
    /** Of the runtime: threads, or adapter and build. */
    runtime: text,
    cores: count,
    memoryBytes: v.nullable(amount),
    jspi: v.boolean(),
    isolated: v.boolean(),
    adapter: v.nullable(
      v.object({
        name: text,
        software: v.boolean(),
        f16: v.boolean(),
        subgroups: v.boolean(),
        /** Sizes in bytes. */
        limits: v.record(text, amount),
      }),
    ),
  }),
  /** `null`: not measured. */
  load: v.nullable(
    v.object({
      bytes: count,
      seconds: amount,
      /** True if every file lay in the browser. */
      fromCache: v.boolean(),
      phases: v.array(
        v.object({ phase: v.picklist(['manifest', 'download', 'verify', 'session', 'warm-up']), seconds: amount }),
      ),
    }),
  ),
  steps: stepsSchema,
  /** The same steps with the head in JavaScript, where `steps` had it on the GPU. */
  cpuHead: v.nullable(stepsSchema),
});

export type BenchmarkReport = v.InferOutput<typeof schema>;

/** Indented JSON, which ends with a line break. */
export function benchmarkToJson(report: BenchmarkReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** Reads untrusted text. @throws DiffuscopeError `bad-report` naming the first field that is wrong. */
export function parseBenchmark(json: string): BenchmarkReport {
  const remedy = 'Choose a report that was saved by a benchmark of Diffuscope.';
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new DiffuscopeError('bad-report', 'The report is not JSON.', remedy, cause);
  }
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const path = v.getDotPath(issue) ?? 'report';
  throw new DiffuscopeError('bad-report', `The report is invalid: ${path}: ${issue.message}.`, remedy);
}
