/** What the planning of one step costs, strategy by strategy, next to a bare forward pass. */
import { strategyOptions } from '../../src/decode/options.ts';
import { createUniforms } from '../../src/decode/random.ts';
import { defaultSampling } from '../../src/decode/request.ts';
import { strategies } from '../../src/decode/strategies/registry.ts';
import type { DecodeRequest, PositionStats, StepContext, StepPlan, Strategy } from '../../src/decode/types.ts';
import type { Forward } from '../../src/engine/session-predictor.ts';
import type { Manifest } from '../../src/model/manifest.ts';

export interface StrategyPlanning {
  /** Median of bare passes at the model's full length, every position asked for. */
  readonly forward: { readonly positions: number; readonly micros: number };
  /**
   * Medians for M rows of statistics: as many masked positions among twice as many, or, for strategies that look at
   * committed slots too, as many positions, half of them masked. The share is that of M256 in `forward`.
   */
  readonly strategies: Readonly<Record<string, { M256: number; M1024: number; shareOfForward: number }>>;
  /** Cost of a step's passes over that of a plain one, planning apart. */
  readonly extraPasses: {
    /** The second pass without the prompt. */
    readonly guidance: number;
    /** A canvas of one block with its shadow behind it: twice the positions. Of the length only, not of the mask. */
    readonly wino: number;
  };
}

const SAMPLES = 41;
const MASK = 0;

export async function measurePlanning(logitsOf: Forward, manifest: Manifest): Promise<StrategyPlanning> {
  const positions = manifest.contextLength;
  const pass = (length: number): Promise<Float32Array> =>
    logitsOf(
      new Int32Array(length).fill(manifest.tokens.mask),
      Int32Array.from({ length }, (_, i) => i),
    );
  // In turn, so that what else the machine does weighs on all alike.
  const [full, half, guided] = await medians([
    () => pass(positions),
    () => pass(positions >> 1),
    async () => {
      await pass(positions);
      await pass(positions);
    },
  ]);
  const forward = full!;
  const extraPasses = { guidance: guided! / forward, wino: forward / half! };

  const timed: [string, StrategyPlanning['strategies'][string]][] = [];
  for (const strategy of strategies) {
    const M256 = await planningMicros(strategy, 256);
    timed.push([strategy.id, { M256, M1024: await planningMicros(strategy, 1024), shareOfForward: M256 / forward }]);
  }
  return { forward: { positions, micros: forward }, strategies: Object.fromEntries(timed), extraPasses };
}

/** The second step of a run: the first made the memory, and every other slot has been committed since. */
async function planningMicros(strategy: Strategy, rows: number): Promise<number> {
  const length = strategy.attends === 'all' ? rows : 2 * rows;
  const empty = new Int32Array(length).fill(MASK);
  const half = empty.map((_, position) => (position % 2 === 0 ? MASK : 7));
  const { memory } = planStep(strategy, empty, 0, undefined)();
  const [micros] = await medians([planStep(strategy, half, 1, memory)]);
  return micros!;
}

function planStep(strategy: Strategy, tokens: Int32Array, step: number, memory: unknown): () => StepPlan {
  const { length } = tokens;
  const options = strategyOptions(strategy);
  const request: DecodeRequest = {
    ...{ prompt: Int32Array.of(1), maskId: MASK, canvasLength: length, steps: length / 2, blockLength: length },
    ...{ strategy: strategy.id, options, schedule: strategy.schedule, eps: 1e-3, skipEmptySteps: false, algTemp: 0 },
    ...{ sampling: defaultSampling, candidates: 8, seed: '1' },
  };
  const all = Int32Array.from(tokens.keys());
  const positions = strategy.attends === 'all' ? all : all.filter((position) => tokens[position] === MASK);
  const stats = syntheticStats(positions, length);
  const uniform = createUniforms(request.seed)(step);
  const context: StepContext = {
    ...{ step, stepInBlock: step, block: { start: 0, end: length, index: 0, steps: request.steps } },
    ...{ request, options, tokens, positions, quota: 2, revealProbability: 0.01, algTemp: 0, uniform, memory },
  };
  return () => {
    strategy.ask?.(context);
    return strategy.plan({ ...context, stats });
  };
}

/** Statistics of the right shape, with all that any strategy asks for. */
function syntheticStats(positions: Int32Array, length: number): PositionStats {
  const rows = positions.length;
  const candidates = 8;
  const draw = createUniforms('2')(0);
  const scores = (stream: number, of = rows): Float32Array =>
    Float32Array.from({ length: of }, (_, row) => draw(row, stream));
  return {
    ...{ positions, candidates },
    topIds: Int32Array.from({ length: rows * candidates }, (_, i) => 1 + (i % candidates)),
    topLogProbs: Float32Array.from({ length: rows * candidates }, (_, i) => -0.1 - (i % candidates)),
    sampledIds: new Int32Array(rows).fill(1),
    ...{ entropy: scores(0), rawConfidence: scores(1), confidence: scores(2), margin: scores(3) },
    negativeEntropy: scores(4).map((value) => -value),
    ...{ held: scores(5), gap: scores(6), divergence: scores(7), background: scores(8) },
    shadowHeld: scores(9, length),
  };
}

/** Microseconds of each call, which are made in turn; as many samples before as count. */
async function medians(calls: readonly (() => unknown)[]): Promise<number[]> {
  const micros = calls.map((): number[] => []);
  for (let sample = -SAMPLES; sample < SAMPLES; sample++) {
    for (const [index, call] of calls.entries()) {
      const start = performance.now();
      await call();
      if (sample >= 0) micros[index]!.push(1000 * (performance.now() - start));
    }
  }
  return micros.map((samples) => samples.sort((a, b) => a - b)[SAMPLES >> 1]!);
}
