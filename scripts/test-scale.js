/**
 * `npm run test:scale`: a model of DiffuCoder-7B's true size through all of the way: synthesised, converted to q4,
 * brought to the browser's disk and from there to the (software) GPU, with what it takes in memory and time. A pass of
 * all its layers would take half an hour in software, so what runs is a network of two layers of the same width with
 * the whole vocabulary, whose decode must be that of Node. Prints JSON, writes docs/scale.md, and fails where a limit is
 * broken that has nothing to do with the machine. Not part of `npm test`.
 *
 * `--layers N` (default 28), `--folder F` for the big files (default: the system's temporary folder), `--keep` leaves
 * them there. Linux only: memory is read from /proc.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeScaleReport } from './scale/report.js';
import { ensureDependencies, fail, root } from './setup.js';

const { values } = parseArgs({
  options: {
    layers: { type: 'string', default: '28' },
    folder: { type: 'string', default: tmpdir() },
    keep: { type: 'boolean', default: false },
  },
});
const layers = Number(values.layers);
if (!Number.isInteger(layers) || layers < 1 || layers > 28) fail(`invalid --layers: ${values.layers} (1 to 28)`);
if (process.platform !== 'linux') fail('test:scale reads memory from /proc, so it runs on Linux only.');
/** Layers of the network that runs. */
const RUN_LAYERS = 2;

// The checkpoint in bfloat16 goes before the browser gets its copy of the model; see the docs for the sizes.
const neededBytes = 4e9 + layers * 0.93e9;
mkdirSync(values.folder, { recursive: true });
const { bavail, bsize } = statfsSync(values.folder);
if (bavail * bsize < neededBytes) {
  const gigabytes = (/** @type {number} */ bytes) => `${(bytes / 1e9).toFixed(1)} GB`;
  const room = `${values.folder} has ${gigabytes(bavail * bsize)} left`;
  fail(`test:scale needs ${gigabytes(neededBytes)} of disk for ${layers} layers; ${room}. Give another with --folder.`);
}
ensureDependencies();
const folder = mkdtempSync(join(values.folder, 'diffuscope-scale-'));
process.once('exit', () => {
  if (values.keep) console.error(`Kept: ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, () => process.exit(1));

const { makeModel, nodeDecode } = await import('./scale/scale-model.js');
const { openScalePage } = await import('./scale/scale-page.js');

const vite = 'node_modules/vite/bin/vite.js';
const pages = ['build', '--config', 'test/e2e/pages.config.ts', '--logLevel', 'warn'];
if (spawnSync(process.execPath, [vite, ...pages], { cwd: root, stdio: ['ignore', 2, 2] }).status !== 0) {
  fail('The test pages do not build (see above).');
}

const model = await makeModel(folder, 'model', layers);
const runnable = layers === RUN_LAYERS ? model : await makeModel(folder, 'runnable', RUN_LAYERS);
console.error('One pass in Node …');
const expected = await nodeDecode(folder, runnable.name);

const browser = await openScalePage(folder);
let results;
try {
  const whole = await browser.bring(model.name);
  if (runnable !== model) {
    await browser.call('remove', whole.id);
    await browser.bring(runnable.name);
  }
  console.error('One pass in the browser …');
  const { value, seconds, peaks } = await browser.during(() => browser.call('decode', expected.request));
  const [step] = value;
  results = {
    date: new Date().toISOString().slice(0, 10),
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryBytes: totalmem(),
      node: process.version,
      chromium: await browser.version(),
    },
    layers,
    synth: model.synth,
    convert: model.convert,
    download: whole.download,
    load: whole.load,
    pass: {
      layers: RUN_LAYERS,
      tokens: expected.request.prompt.length + expected.request.canvasLength,
      ...{ seconds, peaks },
      bytesToJavaScript: step.bytes,
      largestDifference: largestDifference(step, expected.step),
    },
  };
} finally {
  await browser.close();
}
console.log(JSON.stringify(results, null, 2));
writeScaleReport(results);
checkLimits(results);

/** What holds whatever the machine. @param {any} measured */
function checkLimits({ convert, load, pass }) {
  /** @type {readonly [string, number, number][]} what, is, may be */
  const limits = [
    ['JavaScript heaps while the model loads, bytes', load.peaks.javascript, 200e6],
    ['memory of the conversion, bytes', convert.peakBytes, 2e9],
    ['bytes of a pass to JavaScript', pass.bytesToJavaScript, 32_768],
    ['difference of log-probabilities between browser and Node', pass.largestDifference, 1e-3],
  ];
  for (const [what, is, most] of limits) if (!(is <= most)) fail(`Too much: ${what}: ${is}, at most ${most}.`);
}

/**
 * Of the log-probabilities. @param {any} made @param {any} wanted both a step
 */
function largestDifference(made, wanted) {
  if (JSON.stringify(made.topIds) !== JSON.stringify(wanted.topIds)) fail('The browser and Node rank other tokens.');
  return Math.max(
    ...made.topLogProbs.map((/** @type {number} */ value, /** @type {number} */ i) =>
      Math.abs(value - wanted.topLogProbs[i]),
    ),
  );
}

/** A browser with a profile of its own does not say it otherwise. */
