/**
 * `npm run gallery`: records the examples of src/state/gallery.ts with the embedded model (f32, one thread) into
 * public/traces, and their pictures into index.json. A file whose decode has not changed stays as it is.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { register } from 'tsx/esm/api';
import { fail, root } from './setup.js';

register();
const { openNodeModel } = await import('../src/cli/node-engine.ts');
const { answerText, recordDecode } = await import('../src/cli/trace-recording.ts');
const { requestOf } = await import('../src/state/decode-request.ts');
const { exampleSettings, galleryExamples } = await import('../src/state/gallery.ts');
const { parseTrace, traceToJson } = await import('../src/trace/json.ts');
const { compareTraces } = await import('../src/trace/compare.ts');
const { orderMap } = await import('../src/trace/order-map.ts');

const folder = `${root}public/traces/`;
const model = await openNodeModel(`${root}models/pocket`, 'f32', 1);
const { tokens } = model.manifest;
const pictures = [];
for (const example of galleryExamples) {
  const request = requestOf(exampleSettings(example), model.tokenizer.encodePrompt(example.prompt), tokens);
  const trace = await recordDecode(model, example.prompt, request, () => {}, new AbortController().signal);
  const answer = answerText(trace, model);
  if (answer !== example.answer) fail(`${example.id} now says ${JSON.stringify(answer)}`);
  pictures.push({ id: example.id, map: orderMap(trace) });
  const path = folder + example.file;
  const packed = path.endsWith('.gz');
  const text = traceToJson(trace);
  if (existsSync(path)) {
    const bytes = readFileSync(path);
    const before = parseTrace((packed ? gunzipSync(bytes) : bytes).toString('utf8'));
    const sameRequest = isDeepStrictEqual(before.request, parseTrace(text).request);
    if (sameRequest && compareTraces(before, trace).identical) continue;
  }
  const bytes = Buffer.from(text);
  const written = packed ? gzipSync(bytes, { level: 9 }) : bytes;
  writeFileSync(path, written);
  console.log(`${example.file}: ${trace.steps.length} steps, ${Math.round(written.length / 1000)} kB`);
}
writeFileSync(`${folder}index.json`, `[\n${pictures.map((picture) => JSON.stringify(picture)).join(',\n')}\n]\n`);
await model.close();
