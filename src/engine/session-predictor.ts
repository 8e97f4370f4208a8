/**
 * From a network to a `MaskPredictor`: the seam between any ONNX runtime and the decode core. Names no runtime, so the
 * worker and Node share it.
 */
import { createHead } from '../decode/head.ts';
import type { Canvas, MaskPredictor, PositionStats, StatsRequest } from '../decode/types.ts';
import { DiffuscopeError } from '../model/error.ts';
import type { LogitsChunk, LogitsSlice, Network } from './network/network.ts';
import type { PassReport } from './pass-report.ts';
import { chunkOf, joinStats } from './row-chunks.ts';
import { shadowSequence } from './shadow-sequence.ts';

/** The head where the logits lie on a GPU; see `head/gpu-head.ts`. */
export interface HeadOnGpu {
  /** Whether it can answer the question; what it cannot, the head on the CPU does. */
  answers(request: StatsRequest): boolean;
  /** @param slices of the vocabulary, each with a row for every position asked for; `rowsPerRun` at most. */
  statistics(slices: readonly LogitsSlice[], canvas: Canvas, request: StatsRequest): Promise<PositionStats>;
}

/** What comes with some models only. */
export interface Extras {
  readonly logitShift: 0 | 1;
  /** [V] frequencies of the tokens in a corpus. */
  readonly background?: Float64Array | undefined;
  /** For networks whose chunks have `slices`. */
  readonly gpuHead?: HeadOnGpu | undefined;
  /** Told what each step cost. */
  readonly onPass?: ((report: PassReport) => void) | undefined;
}

/**
 * @param vocabularySize V.
 * @param extras absent: none, and strategies that need them are not to be run.
 * @returns a predictor that gives the statistics of the rows P + position, for one decode at a time; it throws what the
 * passes throw, `aborted` once its signal has aborted, and `out-of-memory` for what would hold too much of the pass
 * before.
 */
export function createSessionPredictor(
  network: Network,
  vocabularySize: number,
  { background, logitShift, gpuHead, onPass }: Extras = { logitShift: 0 },
): MaskPredictor {
  const head = createHead(vocabularySize, background);
  return async (canvas, request, signal) => {
    refuseTooMuch(request, vocabularySize);
    const { prompt, tokens, maskId } = canvas;
    const { positions, sampling, shadow } = request;
    const inputIds = new Int32Array(prompt.length + tokens.length);
    inputIds.set(prompt);
    inputIds.set(tokens, prompt.length);
    const rows = positions.map((position) => prompt.length + position);

    let shadowRows: Float32Array | undefined;
    async function* shadowed(span: NonNullable<typeof shadow>): AsyncGenerator<LogitsChunk, void> {
      if (network.shadowOf === undefined) throw new Error('no shadow graph');
      const all = await network.shadowOf(shadowSequence(canvas, positions, span, logitShift));
      shadowRows = all.subarray(rows.length * vocabularySize);
      yield { first: 0, count: rows.length, read: async () => all.subarray(0, rows.length * vocabularySize) };
    }
    const conditional = shadow === undefined ? network.pass(inputIds, rows, signal) : shadowed(shadow);
    const guided = (sampling.guidance ?? 0) !== 0;
    const masked = inputIds.slice().fill(maskId, 0, prompt.length);
    const unconditional = guided ? network.pass(masked, rows, signal) : undefined;
    const onGpu = gpuHead?.answers(request) === true;

    const watch = stopwatch();
    const cost = { passMillis: 0, headMillis: 0, bytesToJavaScript: 0 };
    const answers: PositionStats[] = [];
    const readNext = async (chunk: LogitsChunk): Promise<Float32Array> => {
      const logits = await chunk.read();
      cost.bytesToJavaScript += logits.byteLength;
      return logits;
    };
    try {
      for await (const chunk of conditional) {
        const question = chunkOf(request, chunk.first, chunk.count);
        if (onGpu && chunk.slices !== undefined) {
          cost.passMillis += watch();
          const stats = await gpuHead.statistics(chunk.slices, canvas, question);
          cost.bytesToJavaScript += bytesOf(stats);
          answers.push(stats);
        } else {
          const logits = await readNext(chunk);
          const other = await unconditional?.next();
          const output = {
            logits,
            ...(other !== undefined && !other.done && { unconditional: await readNext(other.value) }),
            ...(shadowRows && { shadow: shadowRows }),
          };
          cost.bytesToJavaScript += shadowRows?.byteLength ?? 0;
          cost.passMillis += watch();
          answers.push(head(output, canvas, question));
        }
        cost.headMillis += watch();
      }
    } finally {
      await unconditional?.return();
    }
    onPass?.(cost);
    return joinStats(answers);
  };
}

/** Most bytes of the pass before that the head on the CPU keeps, in float64. */
const KEPT_BYTES = 512 * 2 ** 20;

/** @throws DiffuscopeError `out-of-memory`. */
function refuseTooMuch({ positions, divergence }: StatsRequest, vocabularySize: number): void {
  const bytes = divergence === undefined ? 0 : positions.length * vocabularySize * 8;
  if (bytes <= KEPT_BYTES) return;
  const most = Math.floor(KEPT_BYTES / (vocabularySize * 8));
  throw new DiffuscopeError(
    'out-of-memory',
    `This strategy keeps the distributions of the pass before, here of ${positions.length} positions; this model allows ${most}.`,
    'Shorten the canvas or its blocks, or choose another strategy.',
  );
}

/** @returns a function that gives the milliseconds since it was called last. */
function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const before = last;
    last = performance.now();
    return last - before;
  };
}

function bytesOf(stats: PositionStats): number {
  const arrays = Object.values(stats).filter((value) => ArrayBuffer.isView(value));
  return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
