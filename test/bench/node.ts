/** The part of the benchmark that runs in Node: prints one JSON object. */
import { openNodeModel } from '../../src/cli/node-engine.ts';
import { allLogits } from '../../src/engine/network/network.ts';
import type { Quantisation } from '../../src/model/manifest.ts';
import type { Forward } from '../engine/network/function-network.ts';
import { benchRequest, measureDecodeRatio } from './decode-ratio.ts';
import { withLongModel } from './long-model.ts';
import { measurePlanning } from './strategy-planning.ts';

const PROMPT = 'Write a function do_square_positive(data) that returns the positive numbers in data, each squared.';
const rounds = Number(process.argv[2] ?? 5);
const results: Record<string, unknown> = {};

for (const quantisation of ['f32', 'u8', 'q4'] satisfies Quantisation[]) {
  const start = performance.now();
  const model = await openNodeModel('models/pocket', quantisation);
  const loadMillis = performance.now() - start;
  const logitsOf: Forward = (ids, rows) => allLogits(model.network, ids, rows);
  const request = benchRequest(model.manifest, model.tokenizer.encodePrompt(PROMPT));
  const bytes = model.variant.parts
    .flatMap((part) => [part.graph, ...part.data])
    .reduce((sum, file) => sum + file.bytes, 0);
  results[quantisation] = {
    threads: model.detail,
    bytes,
    loadMillis,
    ...(await measureDecodeRatio(logitsOf, model.manifest, request, rounds)),
  };
  await model.close();
}
results['planning'] = await withLongModel(1024, async (folder) => {
  const model = await openNodeModel(folder, 'f32');
  const planning = await measurePlanning(model);
  await model.close();
  return planning;
});
process.stdout.write(`${JSON.stringify(results)}\n`);
