/** What the planning of one step costs, strategy by strategy, next to a bare forward pass. */
import type { NodeModel } from '../../src/cli/node-engine.ts';
import { strategyOptions } from '../../src/decode/options.ts';
import { createUniforms } from '../../src/decode/random.ts';
import { defaultSampling } from '../../src/decode/request.ts';
import { strategies } from '../../src/decode/strategies/registry.ts';
import type {
  DecodeRequest,
  PositionStats,
  StatsRequest,
  StepContext,
  StepPlan,
  Strategy,
} from '../../src/decode/types.ts';
import { allLogits } from '../../src/engine/network/network.ts';

/** Masked positions of a step. */
const SIZES = [256, 1024] as const;
type PerSize = Readonly<Record<`M${(typeof SIZES)[number]}`, number>>;

export interface StrategyPlanning {
  /** Microseconds, the fastest of bare passes over M positions, each of them asked for. */
  readonly pass: PerSize;
  /**
   * Medians for M rows of statistics: as many masked positions among twice as many, or, for strategies that look at
   * committed slots too, as many positions, half of them masked. `share` is that of the pass over M positions.
   */
  readonly strategies: Readonly<Record<string, { readonly micros: PerSize; readonly share: PerSize }>>;
  /** The largest share, and whose it is. */
  readonly most: Readonly<Record<keyof PerSize, { readonly id: string; readonly share: number }>>;
  /** Cost of a step's question to the model over that of a plain one, planning apart. */
  readonly extraPasses: {
    /** The second pass without the prompt. */
    readonly guidance: number;
    /** A canvas of one block, half of it masked, with its shadow behind it: twice the positions. */
    readonly wino: number;
  };
}

const SAMPLES = 41;
/** Of what takes tens of milliseconds. */
const PASS_SAMPLES = 15;
const MASK = 0;

/** @param model of a context of at least the largest of `SIZES`. */
export async function measurePlanning({ network, predict, manifest }: NodeModel): Promise<StrategyPlanning> {
  const { mask } = manifest.tokens;
  const passOver = (length: number) => async (): Promise<void> => {
    const rows = Int32Array.from({ length }, (_, i) => i);
    await allLogits(network, new Int32Array(length).fill(mask), rows);
  };
  const perSize = async (measure: (size: number) => Promise<number>): Promise<PerSize> => ({
    M256: await measure(256),
    M1024: await measure(1024),
  });
  // The fastest, so that what else the machine does cannot make a share look smaller than it is.
  const pass = await perSize(async (size) => least((await timesOf([passOver(size)], PASS_SAMPLES))[0]!));

  const timed: [string, StrategyPlanning['strategies'][string]][] = [];
  for (const strategy of strategies) {
    const micros = await perSize((rows) => planningMicros(strategy, rows));
    timed.push([strategy.id, { micros, share: { M256: micros.M256 / pass.M256, M1024: micros.M1024 / pass.M1024 } }]);
  }
  const most = (size: keyof PerSize) =>
    timed.map(([id, { share }]) => ({ id, share: share[size] })).reduce((a, b) => (b.share > a.share ? b : a));

  const length = 128;
  const canvas = {
    prompt: Int32Array.of(1),
    tokens: Int32Array.from({ length }, (_, position) => (position % 2 === 0 ? mask : 7)),
    maskId: mask,
  };
  const positions = Int32Array.from({ length: length / 2 }, (_, i) => 2 * i);
  const plain: StatsRequest = { positions, candidates: 8, sampling: defaultSampling, uniforms: null };
  const ask = (change: Partial<StatsRequest>) => () => predict(canvas, { ...plain, ...change });
  const [alone, guided, shadowed] = await timesOf(
    [ask({}), ask({ sampling: { ...defaultSampling, guidance: 1 } }), ask({ shadow: { start: 0, end: length } })],
    SAMPLES,
  );
  return {
    pass,
    strategies: Object.fromEntries(timed),
    most: { M256: most('M256'), M1024: most('M1024') },
    extraPasses: { guidance: least(guided!) / least(alone!), wino: least(shadowed!) / least(alone!) },
  };
}

/** The second step of a run: the first made the memory, and every other slot has been committed since. */
async function planningMicros(strategy: Strategy, rows: number): Promise<number> {
  const length = strategy.attends === 'all' ? rows : 2 * rows;
  const empty = new Int32Array(length).fill(MASK);
  const half = empty.map((_, position) => (position % 2 === 0 ? MASK : 7));
  const { memory } = planStep(strategy, empty, 0, undefined)();
  const [times] = await timesOf([planStep(strategy, half, 1, memory)], SAMPLES);
  return times!.sort((a, b) => a - b)[SAMPLES >> 1]!;
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

/** Microseconds of each call, which are made in turn, so that what else the machine does weighs on all alike. */
async function timesOf(calls: readonly (() => unknown)[], samples: number): Promise<number[][]> {
  const micros = calls.map((): number[] => []);
  for (let sample = -samples; sample < samples; sample++) {
    for (const [index, call] of calls.entries()) {
      const start = performance.now();
      await call();
      if (sample >= 0) micros[index]!.push(1000 * (performance.now() - start));
    }
  }
  return micros;
}

const least = (times: readonly number[]): number => Math.min(...times);
