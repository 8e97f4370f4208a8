import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type NodeModel, openNodeModel } from '../../src/cli/node-engine.ts';
import { answerText, recordDecode } from '../../src/cli/trace-recording.ts';
import { decode } from '../../src/decode/decode.ts';
import { compareTraces } from '../../src/trace/compare.ts';
import { parseTrace, traceToJson } from '../../src/trace/json.ts';
import { createRecorder } from '../../src/trace/recorder.ts';
import { replayPredictor } from '../../src/trace/replay.ts';
import { requestOf } from '../trace/fixture.ts';

let model: NodeModel;
beforeAll(async () => {
  model = await openNodeModel(join(import.meta.dirname, '../../models/pocket'), 'u8', 1);
});
afterAll(() => model.close());

const prompt = 'Write a function add_three(x) that returns x plus three.';
const settings = { ...requestOf(16, 8), candidates: 8 };

it('stops within a step and keeps what there is', async () => {
  const stop = new AbortController();
  const trace = await recordDecode(model, prompt, settings, (step) => step === 2 && stop.abort(), stop.signal);
  expect(trace.finish).toBe('stopped');
  expect(trace.steps).toHaveLength(3);
  expect(parseTrace(traceToJson(trace))).toEqual(trace);
  expect(answerText(trace, model)).toContain('<|mask|>');
});

it('replays a real decode from its file', async () => {
  const trace = parseTrace(traceToJson(await recordDecode(model, prompt, settings, () => {}, { aborted: false })));
  const recorder = createRecorder(trace);
  for await (const record of decode(replayPredictor(trace), trace.request)) recorder.add(record, 0);
  const replayed = recorder.finish('complete', model.tokenizer.piece);
  expect({ ...replayed, stepMillis: trace.stepMillis }).toEqual(trace);
  expect(compareTraces(trace, replayed)).toMatchObject({ identical: true, sameFinal: true });
});
