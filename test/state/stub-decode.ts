/** A real decode of a network that is a table of logits: ten positions whose order and numbers are known by hand. */
import { decode } from '../../src/decode/decode.ts';
import { positionStatistics } from '../../src/decode/position-statistics.ts';
import type { DecodeRequest, MaskPredictor } from '../../src/decode/types.ts';
import { requestOf } from '../../src/state/decode-request.ts';
import { defaultSettings } from '../../src/state/settings-slice.ts';
import { createRecorder } from '../../src/trace/recorder.ts';
import type { DecodeTrace, TraceHeader } from '../../src/trace/types.ts';

export const pieces = ['<eos>', '<pad>', '<mask>', 'def', ' f', '():', '\n    ', 'return', ' 1', 'x'];
const [EOS, PAD, MASK] = [0, 1, 2];

/** `def f():` and its body, then the end of the text. */
export const target = [3, 4, 5, 6, 7, 8, EOS, PAD, PAD, PAD];
/** Logit of the target at each position; all other logits are 0. */
const strength = [9, 3, 5, 2, 7, 4, 8, 10, 10.5, 11];
/** Positions by falling strength: the order in which one token a step commits them. */
export const order = [9, 8, 7, 0, 6, 4, 2, 5, 1, 3];

export const predict: MaskPredictor = async (canvas, question) => {
  const logits = new Float32Array(question.positions.length * pieces.length);
  question.positions.forEach((position, row) => {
    logits[row * pieces.length + target[position]!] = strength[position]!;
  });
  return positionStatistics(logits, pieces.length, canvas.maskId, question);
};

const tokens = { mask: MASK, pad: PAD, eos: [EOS] };

export const request: DecodeRequest = requestOf(
  { ...defaultSettings, canvasLength: 10, steps: 10, blockLength: 10, schedule: 'llada', suppressMask: true },
  Int32Array.of(9),
  tokens,
);

export const header: TraceHeader = {
  model: {
    id: 'stub',
    label: 'Stub',
    quantisation: 'f32',
    sha256: '0'.repeat(64),
    tokens,
    vocabularySize: pieces.length,
  },
  runtime: { provider: 'node', detail: 'a table', version: '0.0.0' },
  request,
  promptText: 'Write f.',
  createdAt: '2025-01-01T00:00:00.000Z',
};

/** @param steps to make of the ten. */
export async function stubTrace(steps = 10): Promise<DecodeTrace> {
  const recorder = createRecorder(header);
  for await (const record of decode(predict, request)) {
    if (record.step === steps) break;
    recorder.add(record, 1);
  }
  return recorder.finish(steps < 10 ? 'stopped' : 'complete', (id) => pieces[id]!);
}

/**
 * The same decode by a sampler that changes its mind: step 4 masks position 9 again, step 5 writes `x` over position 8,
 * step 6 fills position 9 as before. Steps are counted from 1 here.
 */
export async function revisedTrace(): Promise<DecodeTrace> {
  const trace = await stubTrace();
  const steps = trace.steps.map((record, index) => {
    if (index === 3) return { ...record, remask: [9], note: 'Position 9 is doubtful.' };
    if (index === 4) return { ...record, unmask: [...record.unmask, { position: 8, tokenId: 9 }] };
    if (index === 5) return { ...record, unmask: [...record.unmask, { position: 9, tokenId: PAD }] };
    return record;
  });
  const final = trace.final.slice();
  final[8] = 9;
  return { ...trace, steps, final };
}
