/** How much a whole decode costs over the same forward passes made bare, and what the rest is spent on. */
import { decode } from '../../src/decode/decode.ts';
import { defaultSampling } from '../../src/decode/request.ts';
import type { DecodeRequest, MaskPredictor } from '../../src/decode/types.ts';
import { createSessionPredictor } from '../../src/engine/session-predictor.ts';
import { arNess, defaultConvention } from '../../src/metrics/ar-ness.ts';
import { entropySink } from '../../src/metrics/entropy-sink.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { createRecorder } from '../../src/trace/recorder.ts';
import { type Forward, networkOf } from '../engine/network/function-network.ts';

export interface DecodeRatio {
  readonly steps: number;
  readonly sequenceLength: number;
  readonly rounds: number;
  /** Whole decode over bare passes, pair by pair: median, least, most. */
  readonly ratio: Spread;
  readonly bareMillisPerStep: Spread;
  /** Of the whole decode, in milliseconds per step. */
  readonly spentOn: {
    readonly network: number;
    readonly positionStatistics: number;
    readonly recordingAndMetrics: number;
    readonly loop: number;
  };
}

interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: sorted[sorted.length >> 1]!, least: sorted[0]!, most: sorted.at(-1)! };
}

/** 96 slots, one a step, arg-max, everything recorded and both measures computed at every step. */
export function benchRequest(manifest: Manifest, prompt: Int32Array): DecodeRequest {
  return {
    prompt,
    maskId: manifest.tokens.mask,
    canvasLength: 96,
    steps: 96,
    blockLength: 96,
    strategy: 'entropy',
    schedule: 'dream',
    eps: 1e-3,
    skipEmptySteps: false,
    algTemp: 0,
    sampling: defaultSampling,
    candidates: 8,
    seed: '1',
  };
}

/** Alternates whole decodes and bare passes over the very same inputs, `rounds` times after one of each to warm up. */
export async function measureDecodeRatio(
  logitsOf: Forward,
  manifest: Manifest,
  request: DecodeRequest,
  rounds: number,
): Promise<DecodeRatio> {
  const inputs: [Int32Array, Int32Array][] = [];
  await wholeDecode(
    (ids, rows) => {
      inputs.push([ids.slice(), rows.slice()]);
      return logitsOf(ids, rows);
    },
    manifest,
    request,
  );
  const barePasses = async () => {
    const start = performance.now();
    for (const [ids, rows] of inputs) await logitsOf(ids, rows);
    return performance.now() - start;
  };
  await barePasses();

  const bare: number[] = [];
  const whole: WholeDecode[] = [];
  for (let round = 0; round < rounds; round++) {
    bare.push(await barePasses());
    whole.push(await wholeDecode(logitsOf, manifest, request));
  }
  const steps = inputs.length;
  const perStep = (of: (run: WholeDecode) => number) => spread(whole.map(of)).median / steps;
  return {
    steps,
    sequenceLength: inputs[0]![0].length,
    rounds,
    ratio: spread(whole.map(({ total }, round) => total / bare[round]!)),
    bareMillisPerStep: spread(bare.map((millis) => millis / steps)),
    spentOn: {
      network: perStep((run) => run.network),
      positionStatistics: perStep((run) => run.predict - run.network),
      recordingAndMetrics: perStep((run) => run.measuring),
      loop: perStep((run) => run.total - run.predict - run.measuring),
    },
  };
}

interface WholeDecode {
  readonly total: number;
  readonly predict: number;
  readonly network: number;
  readonly measuring: number;
}

async function wholeDecode(logitsOf: Forward, manifest: Manifest, request: DecodeRequest): Promise<WholeDecode> {
  let network = 0;
  let predicting = 0;
  let measuring = 0;
  const timedForward: Forward = async (ids, rows) => {
    const start = performance.now();
    const logits = await logitsOf(ids, rows);
    network += performance.now() - start;
    return logits;
  };
  const predictor = createSessionPredictor(networkOf(timedForward), manifest.architecture.vocabularySize);
  const predict: MaskPredictor = async (canvas, question, signal) => {
    const start = performance.now();
    const stats = await predictor(canvas, question, signal);
    predicting += performance.now() - start;
    return stats;
  };
  const recorder = createRecorder({
    model: {
      id: manifest.id,
      label: manifest.label,
      quantisation: 'f32',
      sha256: '0'.repeat(64),
      tokens: manifest.tokens,
      vocabularySize: manifest.architecture.vocabularySize,
    },
    runtime: { provider: 'node', detail: 'bench', version: '0' },
    request,
    promptText: '',
    createdAt: '2026-01-01T00:00:00.000Z',
  });
  const begin = performance.now();
  for await (const record of decode(predict, request)) {
    const start = performance.now();
    recorder.add(record, 0);
    const trace = recorder.snapshot();
    arNess(trace, defaultConvention);
    entropySink(trace);
    measuring += performance.now() - start;
  }
  return { total: performance.now() - begin, predict: predicting, network, measuring };
}
