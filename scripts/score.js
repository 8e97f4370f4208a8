/**
 * `npm run score -- [--variant f32] [--strategy entropy] [--steps 96] [--limit n]`: the embedded model on its held-out
 * prompts, greedily. A code answer passes if every assert runs (in python3), a sum if its last number is right. Prints
 * JSON; `--limit n` takes the first n prompts of each kind.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { register } from 'tsx/esm/api';
import { fail, root } from './setup.js';

register();
const { decode } = await import('../src/decode/decode.ts');
const { DEFAULT_EPS, defaultSampling } = await import('../src/decode/request.ts');
const { findStrategy } = await import('../src/decode/strategies/registry.ts');
const { openNodeModel } = await import('../src/cli/node-engine.ts');

/** @typedef {{ modality: 'code' | 'math', heldOut: 'composition' | 'prompt', instruction: string, tests: string[] | null, answer: number | null }} Problem */

const CANVAS = 96;

const { values } = parseArgs({
  options: {
    variant: { type: 'string', default: 'f32' },
    strategy: { type: 'string', default: 'entropy' },
    steps: { type: 'string', default: String(CANVAS) },
    limit: { type: 'string', default: '1000' },
    threads: { type: 'string', default: '1' },
  },
});
const variant = /** @type {import('../src/model/manifest.ts').Quantisation} */ (values.variant);
const steps = Number(values.steps);
const { id: strategy, schedule } = findStrategy(values.strategy);

/** @type {Problem[]} */
const heldOut = JSON.parse(readFileSync(`${root}models/pocket/checkpoint/heldout.json`, 'utf8'));
/** @param {Problem['modality']} modality */
const problemsOf = (modality) => heldOut.filter((p) => p.modality === modality).slice(0, Number(values.limit));
const problems = { code: problemsOf('code'), math: problemsOf('math') };

const model = await openNodeModel(`${root}models/pocket`, variant, Number(values.threads));
let passes = 0;
const started = performance.now();
const answers = { code: await answersTo(problems.code), math: await answersTo(problems.math) };
const seconds = (performance.now() - started) / 1000;
await model.close();

const verdicts = judge(problems.code, answers.code);
const correct = problems.math.map(({ answer }, i) => lastNumber(answers.math[i] ?? '') === answer);
/** @param {Problem['heldOut']} heldOutBy */
const passedOf = (heldOutBy) =>
  rate(verdicts.filter((_, i) => problems.code[i]?.heldOut === heldOutBy).map((verdict) => verdict === 'pass'));
console.log(
  JSON.stringify(
    {
      model: model.manifest.id,
      variant,
      sha256: model.variant.sha256,
      settings: { strategy, temperature: 0, suppressMask: true, canvasLength: CANVAS, steps },
      code: {
        pass: rate(verdicts.map((verdict) => verdict === 'pass')),
        compositions: passedOf('composition'),
        prompts: passedOf('prompt'),
        syntaxErrors: rate(verdicts.map((verdict) => verdict === 'syntax error')),
      },
      math: rate(correct),
      passesPerPrompt: round(passes / (problems.code.length + problems.math.length)),
      secondsPerPrompt: round(seconds / (problems.code.length + problems.math.length)),
    },
    null,
    2,
  ),
);

/**
 * @param {readonly Problem[]} asked
 * @returns {Promise<string[]>} what stands before the first end or pad
 */
async function answersTo(asked) {
  const { tokenizer, manifest, predict } = model;
  const { mask, pad, eos } = manifest.tokens;
  const texts = [];
  for (const { instruction } of asked) {
    const tokens = new Int32Array(CANVAS).fill(mask);
    const records = decode(predict, {
      prompt: tokenizer.encodePrompt(instruction),
      maskId: mask,
      canvasLength: CANVAS,
      steps,
      blockLength: CANVAS,
      strategy,
      schedule,
      eps: DEFAULT_EPS,
      skipEmptySteps: true,
      algTemp: 0,
      sampling: { ...defaultSampling, suppressMask: true },
      candidates: 1,
      seed: '0',
    });
    for await (const { unmask, remask } of records) {
      passes++;
      for (const { position, tokenId } of unmask) tokens[position] = tokenId;
      for (const position of remask) tokens[position] = mask;
    }
    const end = tokens.findIndex((id) => id === pad || eos.includes(id));
    texts.push(tokenizer.decode(tokens.subarray(0, end < 0 ? CANVAS : end)));
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${variant}: ${texts.length} of ${asked.length}`);
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  return texts;
}

/**
 * @param {readonly Problem[]} asked
 * @param {readonly string[]} codes
 * @returns {string[]} as judge.py prints them
 */
function judge(asked, codes) {
  const input = codes.map((code, i) => `${JSON.stringify({ code, tests: asked[i]?.tests })}\n`).join('');
  const judged = spawnSync('python3', [`${root}scripts/judge.py`], { input, encoding: 'utf8' });
  if (judged.status !== 0) fail(`scripts/judge.py failed: ${judged.error?.message ?? judged.stderr}`);
  return judged.stdout.trim().split('\n');
}

/** @param {string} text */
function lastNumber(text) {
  const found = text.match(/-?\d+/g)?.at(-1);
  return found === undefined ? null : Number(found);
}

/** @param {readonly boolean[]} outcomes */
function rate(outcomes) {
  const count = outcomes.filter(Boolean).length;
  return { count, of: outcomes.length, rate: round(count / outcomes.length) };
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 1000) / 1000;
}
