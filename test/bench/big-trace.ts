/**
 * Writes traces for the measurements of the page: real decodes of a made-up network that is of another mind at every
 * step, so that every cell of the canvas changes when the cursor moves.
 * Arguments: canvas length (one token a step), file, strategy.
 */
import { writeFileSync } from 'node:fs';
import { decode } from '../../src/decode/decode.ts';
import { defaultSampling } from '../../src/decode/request.ts';
import type { DecodeRequest, MaskPredictor } from '../../src/decode/types.ts';
import { traceToJson } from '../../src/trace/json.ts';
import { createRecorder } from '../../src/trace/recorder.ts';

const CANDIDATES = 4;
const [length, file, strategy] = [Number(process.argv[2]), process.argv[3]!, process.argv[4] ?? 'entropy'];
const words = ['def', ' f', '(x)', ':\n    ', 'return', ' x', ' +', ' 1', '\n\n', ' value', ' for', ' in', ' range'];
const vocabularySize = words.length + 1;
const mask = words.length;

/** In [0, 1), the same at every run: a Lehmer generator, good enough for confidences that mean nothing. */
let state = length + strategy.length;
const uniform = (): number => {
  state = (state * 48271) % 2147483647;
  return state / 2147483647;
};
const predict: MaskPredictor = async (_, { positions }) => {
  const rows = positions.length;
  const rawConfidence = Float32Array.from({ length: rows }, () => 0.3 + 0.6 * uniform());
  const topIds = new Int32Array(rows * CANDIDATES);
  const topLogProbs = new Float32Array(rows * CANDIDATES);
  for (let row = 0; row < rows; row++) {
    const first = Math.floor(uniform() * words.length);
    for (let rank = 0; rank < CANDIDATES; rank++) {
      topIds[row * CANDIDATES + rank] = (first + rank) % words.length;
      topLogProbs[row * CANDIDATES + rank] = Math.log(rawConfidence[row]! / 4 ** rank);
    }
  }
  const entropy = rawConfidence.map((p) => 2 * (1 - p));
  return {
    positions,
    candidates: CANDIDATES,
    topIds,
    topLogProbs,
    entropy,
    sampledIds: Int32Array.from({ length: rows }, (_, row) => topIds[row * CANDIDATES]!),
    rawConfidence,
    confidence: rawConfidence,
    margin: rawConfidence.map((p) => (3 * p) / 4),
    negativeEntropy: entropy.map((nats) => -nats),
  };
};

const request: DecodeRequest = {
  prompt: Int32Array.of(0),
  maskId: mask,
  canvasLength: length,
  steps: length,
  blockLength: length,
  strategy,
  schedule: 'llada',
  eps: 1e-3,
  skipEmptySteps: false,
  algTemp: 0,
  sampling: defaultSampling,
  candidates: CANDIDATES,
  seed: '1',
};
const recorder = createRecorder({
  model: {
    id: 'made-up',
    label: 'Made up',
    quantisation: 'f32',
    sha256: '0'.repeat(64),
    tokens: { mask, pad: mask, eos: [] },
    vocabularySize,
  },
  runtime: { provider: 'node', detail: 'made up', version: '0.0.0' },
  request,
  promptText: `${strategy} over ${length} positions`,
  createdAt: '2025-01-01T00:00:00.000Z',
});
for await (const record of decode(predict, request)) recorder.add(record, 1);
const trace = recorder.finish('complete', (id) => words[id] ?? '<mask>');
writeFileSync(file, traceToJson(trace));
