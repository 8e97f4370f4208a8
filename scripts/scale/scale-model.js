/** The models of `npm run test:scale`: a checkpoint, what is made of it, and what it says in Node. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { register } from 'tsx/esm/api';
import { fail, root } from '../setup.js';
import { peakBytes } from './process-memory.js';

/**
 * A checkpoint, and what the converter makes of it; the checkpoint is deleted.
 * @param {string} folder of all the big files; the model is served from `served/<name>` in it
 * @param {string} name @param {number} count of layers
 */
export async function makeModel(folder, name, count) {
  const checkpoint = join(folder, `${name}-checkpoint`);
  const out = join(folder, 'served', name);
  console.error(`Synthesising ${count} layers …`);
  const synthesis = ['synth', '--like', 'diffucoder-7b', '--layers', String(count), '--out', checkpoint];
  const synth = await diffuscope(...synthesis);
  const checkpointBytes = bytesIn(checkpoint, '.safetensors');
  console.error('Converting …');
  const convert = await diffuscope('convert', checkpoint, '--quant', 'q4', '--chat-template', '{prompt}', '--out', out);
  rmSync(checkpoint, { recursive: true, force: true });
  const rate = (/** @type {{ seconds: number }} */ { seconds }) => checkpointBytes / seconds;
  return {
    name,
    synth: { ...synth, bytes: checkpointBytes, bytesPerSecond: rate(synth) },
    convert: { ...convert, bytes: bytesIn(out, ''), bytesPerSecond: rate(convert) },
  };
}

/**
 * Runs the command line. @param {...string} options
 * @returns {Promise<{ seconds: number, peakBytes: number }>}
 */
async function diffuscope(...options) {
  const start = performance.now();
  const child = spawn(process.execPath, ['bin/diffuscope.js', ...options], { cwd: root, stdio: ['ignore', 2, 2] });
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, peakBytes(child.pid ?? 0));
  }, 100);
  const code = await new Promise((resolve) => child.once('exit', resolve));
  clearInterval(timer);
  if (code !== 0) fail(`"diffuscope ${options.join(' ')}" failed (see above).`);
  return { seconds: (performance.now() - start) / 1000, peakBytes: peak };
}

/** @param {string} path of a folder of files @param {string} ending */
function bytesIn(path, ending) {
  const files = readdirSync(path).filter((name) => name.endsWith(ending));
  return files.reduce((sum, name) => sum + statSync(join(path, name)).size, 0);
}

/** Two slots behind one token, in one step. @param {string} folder @param {string} name */
export async function nodeDecode(folder, name) {
  const file = join(folder, `${name}.trace.json`);
  const settings = ['--variant', 'q4', '--length', '2', '--steps', '1', '--candidates', '4', '--schedule', 'llada'];
  await diffuscope('decode', '--model', join(folder, 'served', name), '--prompt', 'a', ...settings, '--out', file);
  register();
  const { parseTrace } = await import('../../src/trace/json.ts');
  const { request, steps } = parseTrace(readFileSync(file, 'utf8'));
  const { topIds, topLogProbs } = steps[0]?.stats ?? fail('The decode in Node made no step.');
  return {
    request: { ...request, prompt: [...request.prompt] },
    step: { topIds: [...topIds], topLogProbs: [...topLogProbs] },
  };
}
