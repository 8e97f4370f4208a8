import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DecodeOptions, decode } from '../../src/decode/decode.ts';
import { createHead } from '../../src/decode/head.ts';
import { positionStatistics } from '../../src/decode/position-statistics.ts';
import { createUniforms } from '../../src/decode/random.ts';
import { blockSpans, DEFAULT_EPS, defaultSampling } from '../../src/decode/request.ts';
import { findStrategy, strategies } from '../../src/decode/strategies/registry.ts';
import type { DecodeRequest, MaskPredictor, StepRecord, Strategy } from '../../src/decode/types.ts';
import { DiffuscopeError } from '../../src/model/error.ts';

const V = 11;
const MASK = 3;

const head = createHead(V, new Float64Array(V).fill(1 / V));

/** A table of logits that depend on position, canvas and nothing else; coarse, so that ties occur. */
const predict: MaskPredictor = async (canvas, question) => {
  const committed = canvas.tokens.reduce((sum, token) => sum + (token === canvas.maskId ? 0 : token + 1), 0);
  const uniform = createUniforms(String(committed))(0);
  const rows = (positions: ArrayLike<number>, token: number): Float32Array =>
    Float32Array.from(
      { length: positions.length * V },
      (_, i) => Math.round(uniform(positions[Math.floor(i / V)]!, token + (i % V)) * 20) / 4,
    );
  const { start, end } = question.shadow ?? { start: 0, end: 0 };
  const shadow = rows(
    Array.from({ length: end - start }, (_, slot) => start + slot),
    V,
  );
  return head({ logits: rows(question.positions, 0), shadow }, canvas, question);
};

function requestOf(change: Partial<DecodeRequest> = {}): DecodeRequest {
  return {
    prompt: Int32Array.of(1),
    maskId: MASK,
    canvasLength: 8,
    steps: 8,
    blockLength: 8,
    strategy: 'entropy',
    schedule: 'dream',
    eps: DEFAULT_EPS,
    skipEmptySteps: false,
    algTemp: 0,
    sampling: { ...defaultSampling, suppressMask: true },
    candidates: 3,
    seed: '1',
    ...change,
  };
}

async function run(request: DecodeRequest, options: DecodeOptions = {}, predictor = predict) {
  const records: StepRecord[] = [];
  const generator = decode(predictor, request, options);
  for (;;) {
    const next = await generator.next();
    if (next.done) return { records, end: next.value };
    records.push(next.value);
  }
}

const positionsOf = (record: StepRecord) => record.unmask.map(({ position }) => position);
const orderOf = (records: StepRecord[]) => records.flatMap(positionsOf);

/** So that even a short canvas has room to grow. */
const growth = (strategy: string): Pick<DecodeRequest, 'options'> =>
  strategy === 'daedal'
    ? { options: { initialLength: 2, expansion: 3, eosId: 2, eosChecked: 2, lowThreshold: 0.3 } }
    : {};

const requestsOf = (chosen: readonly Strategy[]): fc.Arbitrary<DecodeRequest> =>
  fc
    .record({
      blocks: fc.integer({ min: 1, max: 4 }),
      blockLength: fc.integer({ min: 1, max: 8 }),
      perBlock: fc.integer({ min: 1, max: 10 }),
    })
    .chain(({ blocks, blockLength, perBlock }) =>
      fc.record({
        prompt: fc.constant(Int32Array.of(1, 2)),
        maskId: fc.constant(MASK),
        canvasLength: fc.constant(blocks * blockLength),
        steps: fc.constant(blocks * perBlock),
        blockLength: fc.constant(blockLength),
        strategy: fc.constantFrom(...chosen.map(({ id }) => id)),
        schedule: fc.constantFrom('dream' as const, 'llada' as const),
        eps: fc.constantFrom(DEFAULT_EPS, 1e-12, 0.1),
        skipEmptySteps: fc.boolean(),
        algTemp: fc.constantFrom(0, 0.3),
        sampling: fc.record({
          temperature: fc.constantFrom(0, 0.8),
          topP: fc.constantFrom(null, 0.9),
          topK: fc.constantFrom(null, 4),
          order: fc.constant('temperature-first' as const),
          suppressMask: fc.boolean(),
          precision: fc.constantFrom('float32' as const, 'float64' as const),
        }),
        candidates: fc.integer({ min: 1, max: V }),
        seed: fc.nat(1000).map(String),
      }),
    )
    .map((request) => ({ ...request, ...growth(request.strategy) }));

const scheduled = strategies.filter(
  ({ pace = 'schedule', attends = 'masked' }) => pace === 'schedule' && attends === 'masked',
);
const anyRequest = requestsOf(scheduled);

describe('every strategy', () => {
  test('touches only what it may, and ends', async () => {
    await fc.assert(
      fc.asyncProperty(requestsOf(strategies), async (request) => {
        const { records, end } = await run(request);
        const tokens = new Int32Array(request.canvasLength).fill(MASK);
        const { attends = 'masked', reach = 'block-end' } = findStrategy(request.strategy);
        let pickedMask = false;
        for (const record of records) {
          const { positions } = record.stats;
          if (attends === 'masked') expect(Array.from(positions).filter((p) => tokens[p] !== MASK)).toEqual([]);
          const touched = [...positionsOf(record), ...record.remask];
          expect(new Set(touched).size).toBe(touched.length);
          const existed = record.length ?? request.canvasLength;
          expect(positionsOf(record).filter((p) => p < existed && !positions.includes(p))).toEqual([]);
          expect(record.remask.filter((position) => tokens[position] === MASK)).toEqual([]);
          const end = reach === 'canvas' ? request.canvasLength : blockSpans(request)[record.block]!.end;
          expect(touched.filter((position) => position < 0 || position >= end)).toEqual([]);
          pickedMask ||= record.stats.sampledIds.includes(MASK);
          for (const { position, tokenId } of record.unmask) tokens[position] = tokenId;
          for (const position of record.remask) tokens[position] = MASK;
        }
        expect(['complete', 'stalled']).toContain(end);
        // Masks remain where a pick was the mask, the run stalled, or the strategy says why.
        const explained = pickedMask || end === 'stalled' || records.at(-1)?.note !== undefined;
        if (!explained) expect(Array.from(tokens)).not.toContain(MASK);
      }),
      { numRuns: 400 },
    );
  });
});

describe('every strategy, schedule and block', () => {
  test('commits masked positions before the block end only, as many as the quota says', async () => {
    await fc.assert(
      fc.asyncProperty(anyRequest, async (request) => {
        const { records, end } = await run(request);
        const tokens = new Int32Array(request.canvasLength).fill(MASK);
        const stepsPerBlock = (request.steps * request.blockLength) / request.canvasLength;
        let previous = -1;
        for (const record of records) {
          expect(record.step).toBeGreaterThan(previous);
          previous = record.step;
          expect(record.block).toBe(Math.floor(record.step / stepsPerBlock));
          const blockEnd = (record.block + 1) * request.blockLength;
          const masked = Array.from(tokens.keys()).filter((p) => p < blockEnd && tokens[p] === MASK);
          expect(Array.from(record.stats.positions)).toEqual(masked);
          expect(new Set(positionsOf(record)).size).toBe(record.unmask.length);
          // One rule leaves alone what earlier blocks left masked.
          const own = masked.filter((p) => p >= record.block * request.blockLength).length;
          const most = request.strategy === 'pc-sampler' ? Math.min(record.quota, own) : record.quota;
          if (request.strategy !== 'origin') expect(record.unmask).toHaveLength(most);
          for (const { position, tokenId } of record.unmask) {
            expect(masked).toContain(position);
            expect(tokenId).toBe(record.stats.sampledIds[masked.indexOf(position)]);
            tokens[position] = tokenId;
          }
          expect(record.remask).toEqual([]);
        }
        expect(end).toBe('complete');
        if (request.sampling.suppressMask) expect(Array.from(tokens)).not.toContain(MASK);
      }),
      { numRuns: 300 },
    );
  });

  test('the same seed gives the same records', async () => {
    await fc.assert(
      fc.asyncProperty(requestsOf(strategies), async (request) => {
        expect(await run(request)).toEqual(await run(request));
      }),
      { numRuns: 50 },
    );
  });

  test('skipEmptySteps leaves out the records that commit nothing and changes no other', async () => {
    await fc.assert(
      fc.asyncProperty(anyRequest, async (request) => {
        const all = await run({ ...request, skipEmptySteps: false });
        const skipped = await run({ ...request, skipEmptySteps: true });
        const kept = all.records.filter(({ quota }) => request.strategy === 'origin' || quota > 0);
        expect(skipped.records).toEqual(kept);
      }),
      { numRuns: 100 },
    );
  });
});

describe('order', () => {
  test('left-to-right commits 0 … L−1', async () => {
    const { records } = await run(requestOf({ strategy: 'left-to-right', schedule: 'llada' }));
    expect(records.map(positionsOf)).toEqual([[0], [1], [2], [3], [4], [5], [6], [7]]);
  });

  test('blocks are filled one after another', async () => {
    const { records } = await run(requestOf({ strategy: 'random', schedule: 'llada', blockLength: 2 }));
    expect(orderOf(records).map((position) => Math.floor(position / 2))).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
  });

  test("Dream's quotas: nothing at the first step, two tokens at the last", async () => {
    const { records } = await run(requestOf());
    expect(records.map(({ unmask }) => unmask.length)).toEqual([0, 1, 1, 1, 1, 1, 1, 2]);
  });

  test('another seed draws another order', async () => {
    const long = { canvasLength: 32, blockLength: 32, steps: 32, strategy: 'random', schedule: 'llada' } as const;
    const [a, b] = [await run(requestOf(long)), await run(requestOf({ ...long, seed: '2' }))];
    expect(orderOf(a.records)).not.toEqual(orderOf(b.records));
  });
});

describe('picks of the mask id', () => {
  /** Position 0 always picks the mask, and is the surest. */
  const stubborn: MaskPredictor = async (canvas, question) => {
    const rows = Array.from(question.positions, (p) => (p === 0 ? [0, 0, 0, 9] : [0, 2, 0, 0]));
    return positionStatistics(Float32Array.from(rows.flat()), 4, canvas.maskId, question);
  };
  const request = requestOf({
    canvasLength: 4,
    blockLength: 2,
    steps: 4,
    strategy: 'low-confidence',
    schedule: 'llada',
  });

  test('are recorded, stay masked, and are candidates of the next block too', async () => {
    const { records, end } = await run({ ...request, sampling: defaultSampling }, {}, stubborn);
    expect(records.map(({ unmask }) => unmask)).toEqual(new Array(4).fill([{ position: 0, tokenId: MASK }]));
    expect(records.map(({ stats }) => Array.from(stats.positions))).toEqual([
      [0, 1],
      [0, 1],
      [0, 1, 2, 3],
      [0, 1, 2, 3],
    ]);
    expect(end).toBe('complete');
  });

  test('do not happen with suppressMask', async () => {
    const { records } = await run(request, {}, stubborn);
    expect(orderOf(records)).toEqual([1, 0, 2, 3]);
    expect(records.flatMap(({ unmask }) => unmask).every(({ tokenId }) => tokenId !== MASK)).toBe(true);
  });
});

describe('ends', () => {
  test('where no mask is left, though steps are', async () => {
    const { records, end } = await run(requestOf({ schedule: 'llada', steps: 20 }));
    expect(records).toHaveLength(8);
    expect(end).toBe('complete');
  });

  test('at once if nothing is masked', async () => {
    const initialTokens = new Int32Array(8).fill(5);
    expect(await run(requestOf(), { initialTokens })).toEqual({ records: [], end: 'complete' });
    expect(Array.from(initialTokens)).toEqual(new Array(8).fill(5));
  });

  test('stopped before the pass that follows the signal', async () => {
    const signal = { aborted: false };
    let passes = 0;
    const stopping: MaskPredictor = (canvas, question) => {
      passes++;
      if (passes === 3) signal.aborted = true;
      return predict(canvas, question);
    };
    const { records, end } = await run(requestOf(), { signal }, stopping);
    expect(end).toBe('stopped');
    expect(passes).toBe(3);
    expect(records).toHaveLength(3);
  });

  test('stopped if the predictor gives up on the signal', async () => {
    const signal = { aborted: false };
    const leaving: MaskPredictor = async (_canvas, _question, given) => {
      expect(given).toBe(signal);
      signal.aborted = true;
      throw new DiffuscopeError('aborted', 'Stopped.');
    };
    expect(await run(requestOf(), { signal }, leaving)).toEqual({ records: [], end: 'stopped' });
  });

  test('with the error of the predictor otherwise', async () => {
    const lost: MaskPredictor = async () => {
      throw new DiffuscopeError('device-lost', 'The GPU is gone.');
    };
    await expect(run(requestOf(), { signal: { aborted: false } }, lost)).rejects.toMatchObject({ code: 'device-lost' });
  });

  test('before the first pass for a request out of range', async () => {
    await expect(run(requestOf({ blockLength: 3 }))).rejects.toMatchObject({ code: 'bad-settings' });
  });
});

test('the predictor is asked for uniforms only above temperature 0, and gets a canvas of its own', async () => {
  const seen: (Float64Array | null)[] = [];
  const canvases: Int32Array[] = [];
  const spy: MaskPredictor = (canvas, question) => {
    seen.push(question.uniforms);
    canvases.push(canvas.tokens);
    return predict(canvas, question);
  };
  await run(requestOf({ steps: 2 }), {}, spy);
  expect(seen).toEqual([null, null]);
  expect(canvases[0]!.every((token) => token === MASK)).toBe(true);

  seen.length = 0;
  const uniforms = (step: number) => (position: number, stream: number) => (step * 100 + position * 10 + stream) / 1000;
  await run(requestOf({ steps: 1, sampling: { ...defaultSampling, temperature: 1 } }), { uniforms }, spy);
  expect(seen[0]).toEqual(Float64Array.of(0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07));
});

describe('pace', () => {
  /** The confidence of position p is shares[p], of token 1 + p % 2 against token 0. */
  const sure =
    (...shares: number[]): MaskPredictor =>
    async (canvas, question) => {
      const rows = Array.from(question.positions, (p) =>
        [1 - shares[p]!, 0, 0, 0].with(1 + (p % 2), shares[p]!).map(Math.log),
      );
      return positionStatistics(Float64Array.from(rows.flat()), 4, canvas.maskId, question);
    };
  const blocks = { canvasLength: 4, blockLength: 2, steps: 1, schedule: 'llada' } as const;

  test('until-full: as many passes as a block needs', async () => {
    const request = requestOf({ ...blocks, strategy: 'threshold' });
    const { records, end } = await run(request, {}, sure(0.95, 0.95, 0.6, 0.7));
    expect(records.map(positionsOf)).toEqual([[0, 1], [3], [2]]);
    expect(records.map(({ step, block }) => [step, block])).toEqual([
      [0, 0],
      [1, 1],
      [2, 1],
    ]);
    expect(end).toBe('complete');
  });

  test('a block that is full from the start counts as a pass until-full, and as none while-masked', async () => {
    const initialTokens = Int32Array.of(1, 2, MASK, MASK);
    const stepsOf = async (strategy: string) =>
      (await run(requestOf({ ...blocks, strategy }), { initialTokens }, sure(1, 1, 0.95, 0.95))).records.map(
        ({ step, block }) => [step, block],
      );
    expect(await stepsOf('threshold')).toEqual([[1, 1]]);
    expect(await stepsOf('threshold-dinfer')).toEqual([[0, 1]]);
  });

  test('until-done: a last step that leaves slots is followed by another', async () => {
    // Nothing reaches .999, so a pass commits one; after the second and last planned step six more are added.
    const request = requestOf({ steps: 2, strategy: 'threshold-dream', options: { threshold: 0.999 } });
    const { records, end } = await run(request, {}, sure(...new Array<number>(8).fill(0.9)));
    expect(orderOf(records)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(records).toHaveLength(8);
    expect(end).toBe('complete');
  });

  test('a run that gets nowhere is stalled', async () => {
    const maskOnly: MaskPredictor = async (canvas, question) => {
      const rows = Array.from(question.positions, () => [0, 0, 0, 9]);
      return positionStatistics(Float64Array.from(rows.flat()), 4, canvas.maskId, question);
    };
    for (const strategy of ['threshold', 'threshold-dinfer', 'entropy-bound']) {
      const { records, end } = await run(requestOf({ strategy, sampling: defaultSampling }), {}, maskOnly);
      expect(end).toBe('stalled');
      expect(records).toHaveLength(32);
    }
  });

  test('an endless run goes on, until something but the mask is picked', async () => {
    let pass = 0;
    const lateToken: MaskPredictor = async (canvas, question) => {
      pass += 1;
      const rows = Array.from(question.positions, () => (pass <= 1000 ? [0, 0, 0, 9] : [9, 0, 0, 0]));
      return positionStatistics(Float64Array.from(rows.flat()), 4, canvas.maskId, question);
    };
    const request = requestOf({ strategy: 'threshold-dinfer', sampling: defaultSampling });
    const { records, end } = await run(request, { endless: true }, lateToken);
    expect(records).toHaveLength(1001);
    expect(end).toBe('complete');
  });

  test('steps are free where the pace is the strategy’s own', async () => {
    const request = requestOf({ canvasLength: 7, blockLength: 3, steps: 2, strategy: 'threshold', schedule: 'llada' });
    const { records } = await run(request, {}, sure(...new Array<number>(7).fill(0.95)));
    expect(records.map(positionsOf)).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
  });
});

describe('revision', () => {
  test('P2 masks again what has become the least sure, and ends with no mask', async () => {
    const { records } = await run(requestOf({ strategy: 'p2-open-dllm', schedule: 'llada' }));
    // Masks after step i: ⌊8·(1 − (i + 1)/8)⌋.
    const masks: number[] = [];
    let left = 8;
    for (const { unmask, remask } of records) {
      left += remask.length - unmask.length;
      masks.push(left);
    }
    expect(masks).toEqual([7, 6, 5, 4, 3, 2, 1, 0]);
    expect(records.some(({ remask }) => remask.length > 0)).toBe(true);
    for (const { stats } of records) expect(Array.from(stats.positions)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
});

describe('needs', () => {
  test('a strategy whose need is not met says so before the first pass', async () => {
    const never: MaskPredictor = () => Promise.reject(new Error('asked'));
    await expect(run(requestOf({ strategy: 'pc-sampler' }), { unmet: ['background'] }, never)).rejects.toThrow(
      expect.objectContaining({ code: 'bad-settings', message: expect.stringContaining('background corpus') }),
    );
  });

  test('an option out of its range too', async () => {
    await expect(run(requestOf({ strategy: 'threshold', options: { threshold: 2 } }))).rejects.toThrow(
      /threshold is 2/,
    );
  });
});
