/** A decode that goes on from steps made before: they answer first, the network after them. */
import { DiffuscopeError } from '../model/error.ts';
import { applyStep } from './apply.ts';
import type { Canvas, DecodeRequest, MaskPredictor, StatsRequest, StepRecord } from './types.ts';

/** A question that was answered from the record, for a network that has to hear it again. */
interface Asked {
  readonly canvas: Canvas;
  readonly question: StatsRequest;
}

/**
 * Answers the questions of a decode from its recorded steps, in their order, and those behind them by `predict`: what
 * a strategy is told is recorded, so that `decode` with the same request makes the same steps again and goes on as if
 * it had never stopped. Good for one decode.
 *
 * Two kinds of evidence rest on passes before, of which a new predictor knows nothing. It is asked those passes again,
 * for their effect alone: of `divergence` the last one at each position, which is one pass as a rule; of `credit` all
 * since it began, which are those of the block.
 *
 * @param request of the decode that the steps are of.
 * @throws DiffuscopeError `bad-trace` (when called) if asked something that was not recorded: another canvas, other
 *   rows or other sampling.
 */
export function continuedPredictor(
  steps: readonly StepRecord[],
  request: DecodeRequest,
  predict: MaskPredictor,
): MaskPredictor {
  const { canvasLength, maskId } = request;
  const tokens = new Int32Array(canvasLength).fill(maskId);
  const asked: Asked[] = [];
  let next = 0;

  return async (canvas, question, signal) => {
    const record = steps[next];
    if (next <= steps.length) {
      const difference = differenceFrom(record, request, tokens, canvas, question);
      if (difference !== null) throw misfit(next, difference);
    }
    if (record !== undefined) {
      next += 1;
      applyStep(tokens, record, maskId);
      asked.push({ canvas, question });
      return record.stats;
    }
    for (const { canvas: before, question: again } of remembered(asked.splice(0), question)) {
      await predict(before, again, signal);
    }
    next = steps.length + 1;
    return predict(canvas, question, signal);
  };
}

/** @param record of the step; none for the first that is not recorded, which must still begin where the others end. */
function differenceFrom(
  record: StepRecord | undefined,
  request: DecodeRequest,
  tokens: Int32Array,
  canvas: Canvas,
  asked: StatsRequest,
): string | null {
  if (canvas.maskId !== request.maskId) return 'mask id';
  if (!equal(canvas.prompt, request.prompt)) return 'prompt';
  if (!equal(canvas.tokens, tokens.subarray(0, record?.length ?? canvas.tokens.length))) return 'canvas';
  const names = Object.keys(request.sampling) as (keyof typeof request.sampling)[];
  if (names.some((name) => asked.sampling[name] !== request.sampling[name])) return 'sampling';
  if (record === undefined) return null;
  if (!equal(asked.positions, record.stats.positions)) return 'choice of positions';
  return asked.candidates === record.stats.candidates ? null : 'number of candidates';
}

/** The passes that the answer to `live` rests on, oldest first. */
function remembered(asked: readonly Asked[], live: StatsRequest): readonly Asked[] {
  if (live.credit !== undefined) {
    return live.credit.restart ? [] : sinceRestart(asked, ({ credit }) => credit?.restart);
  }
  if (live.divergence === undefined || live.divergence.restart) return [];
  const since = sinceRestart(asked, ({ divergence }) => divergence?.restart);
  const missing = new Set(live.positions);
  const needed = since.toReversed().filter(({ question: { positions } }) => {
    const before = missing.size;
    for (const position of positions) missing.delete(position);
    return missing.size < before;
  });
  return needed.toReversed();
}

/** From the last question that began anew. */
function sinceRestart(
  asked: readonly Asked[],
  restarts: (question: StatsRequest) => boolean | undefined,
): readonly Asked[] {
  const first = asked.findLastIndex(({ question }) => restarts(question) === true);
  return asked.slice(Math.max(0, first));
}

const equal = (a: Int32Array, b: Int32Array): boolean => a.length === b.length && a.every((value, i) => value === b[i]);

const misfit = (step: number, detail: string): DiffuscopeError =>
  new DiffuscopeError(
    'bad-trace',
    `The decode cannot go on: step ${step} was recorded with another ${detail}.`,
    'Run it again from the start.',
  );
