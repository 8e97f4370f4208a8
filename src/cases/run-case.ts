/** A case of decoding, run: the stub network of the file in the place of a model, its uniforms in that of the seed. */
import { decode } from '../decode/decode.ts';
import { createHead, type Logits } from '../decode/head.ts';
import { STREAM } from '../decode/random.ts';
import type { MaskPredictor, Sampling, StepRecord, UniformSource } from '../decode/types.ts';
import { DiffuscopeError } from '../model/error.ts';
import type { Changes, DecodingCase } from './case-file.ts';
import { caseRequest, countsTies, isKnown } from './case-request.ts';

export interface Mismatch {
  readonly caseId: string;
  /** Forward pass, 0-based; `null` where it concerns the whole run. */
  readonly step: number | null;
  /** What differs, e.g. `unmask` or `final`; `(float32)` behind it for that run. */
  readonly what: string;
  readonly expected: unknown;
  readonly got: unknown;
}

/**
 * Decodes the case in float64, and in float32 where it has such a run, and compares every step and the final canvas.
 * @returns what differs; empty if nothing does.
 */
export async function runCase(sample: DecodingCase): Promise<Mismatch[]> {
  if (!isKnown(sample.strategy)) return [mismatch(sample, null, 'strategy', 'a known one', sample.strategy)];
  const mismatches = await comparedRun(sample, sample, 'float64');
  if (sample.float32) {
    const float32 = await comparedRun(sample, sample.float32, 'float32');
    mismatches.push(...float32.map((one) => ({ ...one, what: `${one.what} (float32)` })));
  }
  return mismatches;
}

async function comparedRun(
  sample: DecodingCase,
  { expected, final }: Pick<DecodingCase, 'expected' | 'final'>,
  precision: Sampling['precision'],
): Promise<Mismatch[]> {
  let run: Run;
  try {
    run = await decodeCase(sample, precision, expected.length);
  } catch (thrown) {
    if (!(thrown instanceof DiffuscopeError)) throw thrown;
    return [mismatch(sample, null, 'run', 'no error', thrown.message)];
  }
  const mismatches: Mismatch[] = [];
  if (run.wantsMore) mismatches.push(mismatch(sample, expected.length, 'pass', 'none', 'one more'));
  for (const [step, wanted] of expected.entries()) {
    const got = run.changes[step] ?? noChanges();
    for (const name of ['unmask', 'remask', 'overwrite'] as const) {
      if (!same(wanted[name], got[name])) mismatches.push(mismatch(sample, step, name, wanted[name], got[name]));
    }
  }
  const ties = sample.tieStepsAtQuota ?? 0;
  if (precision === 'float64' && countsTies(sample) && run.ties !== ties) {
    mismatches.push(mismatch(sample, null, 'steps decided by a tie', ties, run.ties));
  }
  if (!same(final, run.final)) mismatches.push(mismatch(sample, null, 'final', final, run.final));
  return mismatches;
}

interface Run {
  /** By forward pass; a pass that the loop left out because it could change nothing is missing. */
  readonly changes: readonly (Changes | undefined)[];
  readonly final: readonly number[];
  /** Steps whose choice was an exact tie. */
  readonly ties: number;
  /** Whether it asked for a pass beyond the limit. */
  readonly wantsMore: boolean;
}

/** @param limit passes that the stub has logits for; the run ends where it asks for another. */
async function decodeCase(sample: DecodingCase, precision: Sampling['precision'], limit: number): Promise<Run> {
  const { V, L, maskId, uniforms: recorded } = sample;
  let pass = 0;
  const signal = { aborted: false };
  const streams = Object.keys(STREAM);
  // The loop asks for the uniforms of a step just before it asks the network.
  const uniforms = (step: number): UniformSource => {
    pass = step;
    signal.aborted = step >= limit;
    // A step that drew nothing from a stream has no uniforms; what is drawn there is not used.
    return (position, stream) =>
      recorded?.[streams[stream] as keyof typeof recorded]?.[step]?.[position] ?? UNUSED_UNIFORM;
  };
  const head = createHead(V, sample.options.background ? Float64Array.from(sample.options.background) : undefined);
  const predict: MaskPredictor = async (canvas, request) => {
    const flat = (
      perStep: readonly Rows[] | Missing,
      always: Rows | Missing,
      from: ArrayLike<number>,
    ): Logits | undefined => {
      const rows = perStep?.[pass] ?? always;
      return rows ? Float64Array.from(Array.from(from, (position) => rows[position]!).flat()) : undefined;
    };
    const { positions, shadow } = request;
    const unconditional = flat(sample.uncondLogitsPerStep, sample.uncondLogits, positions);
    const slots = Array.from({ length: shadow ? shadow.end - shadow.start : 0 }, (_, slot) => slot);
    const shadowRows = flat(sample.shadowLogitsPerStep, sample.shadowLogits, slots);
    return head(
      {
        logits: flat(sample.logitsPerStep, sample.logits, positions)!,
        ...(unconditional && { unconditional }),
        ...(shadowRows && { shadow: shadowRows }),
      },
      canvas,
      precision === 'float32' ? { ...request, rule: { ...request.rule, float32: true } } : request,
    );
  };

  const initialTokens = Int32Array.from(sample.init ?? new Array<number>(L).fill(maskId));
  const tokens = Array.from(initialTokens);
  const changes: Changes[] = [];
  let ties = 0;
  // As long as the file has logits, a pick of the mask is asked again.
  const options = { uniforms, initialTokens, signal, endless: true };
  for await (const record of decode(predict, caseRequest(sample, precision), options)) {
    changes[record.step] = applyRecord(tokens, record, maskId);
    if (record.boundary.ties > 0) ties += 1;
  }
  return { changes, final: tokens, ties, wantsMore: signal.aborted };
}

type Rows = readonly (readonly number[])[];
type Missing = null | undefined;
const UNUSED_UNIFORM = 0.5;

/** Carries out a step on `tokens` and says what it changed, as a difference between canvases. */
function applyRecord(tokens: number[], { unmask, remask }: StepRecord, maskId: number): Changes {
  const before = tokens.slice();
  for (const { position, tokenId } of unmask) tokens[position] = tokenId;
  for (const position of remask) tokens[position] = maskId;
  const changes = noChanges();
  for (const [position, token] of tokens.entries()) {
    if (token === before[position]) continue;
    if (token === maskId) changes.remask.push(position);
    else changes[before[position] === maskId ? 'unmask' : 'overwrite'].push([position, token]);
  }
  return changes;
}

function noChanges(): Changes {
  return { unmask: [], remask: [], overwrite: [] };
}

function mismatch({ id }: DecodingCase, step: number | null, what: string, expected: unknown, got: unknown): Mismatch {
  return { caseId: id, step, what, expected, got };
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
