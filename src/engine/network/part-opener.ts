/**
 * Which graph of a part runs: the one that computes in f32, or the one over the same weights that computes in f16 between
 * its norms. What f16 costs depends on the model (values that grow beyond 65504, sums of many terms) and on the GPU (in
 * which floats it adds), so it is tried: part after part, both graphs take the same states of a real text, and f16 is
 * kept where it changes them as f32 does. The states that go on to the next part are those of f32.
 */
import type { Tensor } from 'onnxruntime-web/wasm';
import { DiffuscopeError } from '../../model/error.ts';
import type { ModelVariant } from '../../model/manifest.ts';
import { type ModelSource, openedOnce } from '../model-source.ts';
import { floatOutput, type GraphRuntime, type GraphSession } from './graph-runtime.ts';
import type { TokenVectors } from './token-vectors.ts';

type Part = ModelVariant['parts'][number];

/** Which parts run in f16: none, those of these names, or those that stand the trial over these tokens, [S] ids. */
export type HalfUse =
  | { readonly kind: 'none' }
  | { readonly kind: 'named'; readonly parts: readonly string[] }
  | { readonly kind: 'tried'; readonly probe: Int32Array };

export interface OpenPart {
  readonly session: GraphSession;
  /** Whether it computes in f16. */
  readonly half: boolean;
}

/**
 * Largest relative error of a part in f16: of what it adds to the state of a token, |added − exact| / |exact| in the
 * Euclidean norm, for the token where it is largest. Decision record 15 says what was measured.
 */
export const MOST_HALF_ERROR = 0.05;

/**
 * Opens the parts of a variant, which must be asked for in their order. A part is tried with one of its graphs open at a
 * time, so that its weights are never on the GPU twice.
 */
export async function partOpener(
  runtime: GraphRuntime,
  source: Pick<ModelSource, 'open'>,
  use: HalfUse,
  { vectors, hiddenSize }: { readonly vectors: TokenVectors; readonly hiddenSize: number },
): Promise<(part: Part) => Promise<OpenPart>> {
  const open = ({ graph, half, data }: Part, inHalf: boolean, from = source) =>
    runtime.open({ graph: inHalf ? half! : graph, data }, from, 'stay');
  const { attempt } = runtime.half ?? {};
  if (use.kind !== 'tried' || attempt === undefined) {
    const named = new Set(use.kind === 'named' ? use.parts : []);
    return async (part) => {
      const half = part.half !== undefined && named.has(part.name);
      return { session: await open(part, half), half };
    };
  }

  let states = await vectors.of(use.probe);
  const run = async (session: GraphSession): Promise<Float32Array<ArrayBuffer>> => {
    const hidden: Tensor = new runtime.Tensor('float32', states, [1, use.probe.length, hiddenSize]);
    return Float32Array.from(await runtime.read(floatOutput(await session.run({ hidden }), 'hidden_next')));
  };
  return async (part) => {
    // The head has none.
    if (part.half === undefined) return { session: await open(part, false), half: false };
    const files = openedOnce(source);
    const exact = await answerOf(await open(part, false, files), run);
    const inHalf = await attempt(async () => {
      const session = await open(part, true, files);
      const answer = await run(session).catch(releasing(session));
      if (changeError(states, exact, answer, hiddenSize) <= MOST_HALF_ERROR) return session;
      await session.release();
      return null;
    }).catch(unlessRefused);
    states = exact;
    if (inHalf !== null) return { session: inHalf, half: true };
    return { session: await open(part, false, files), half: false };
  };
}

async function answerOf<T>(session: GraphSession, run: (session: GraphSession) => Promise<T>): Promise<T> {
  const answer = await run(session).catch(releasing(session));
  await session.release();
  return answer;
}

const releasing =
  (session: GraphSession) =>
  async (error: unknown): Promise<never> => {
    await session.release().catch(() => {});
    throw error;
  };

/** A graph that this GPU cannot run in f16 is no reason not to run the other. */
function unlessRefused(error: unknown): null {
  if (error instanceof DiffuscopeError && (error.code === 'bad-graph' || error.code === 'out-of-memory')) return null;
  throw error;
}

/**
 * @param before [S·hidden] the states that a part takes; `exact` and `other` what two graphs of it give.
 * @returns the largest relative error of a position's change; ∞ where something is not finite.
 */
export function changeError(
  before: Float32Array,
  exact: Float32Array,
  other: Float32Array,
  hiddenSize: number,
): number {
  let largest = 0;
  for (let start = 0; start < before.length; start += hiddenSize) {
    let [change, error] = [0, 0];
    for (let i = start; i < start + hiddenSize; i++) {
      change += (exact[i]! - before[i]!) ** 2;
      error += (other[i]! - exact[i]!) ** 2;
    }
    if (error === 0 && Number.isFinite(change)) continue;
    const relative = Math.sqrt(error / change);
    if (!(relative < Number.POSITIVE_INFINITY)) return Number.POSITIVE_INFINITY;
    largest = Math.max(largest, relative);
  }
  return largest;
}
