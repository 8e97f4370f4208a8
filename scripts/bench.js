/**
 * `npm run bench`: measures in Node and in Chromium and prints one JSON object (progress goes to stderr). With
 * `--only <part>` that part alone; it may be given more than once.
 *
 * Ratios within one run are what to quote: machines are shared and noisy. `ratio` = a whole decode (96 slots, one token
 * a step, everything recorded, both measures at every step) over the same forward passes made bare, pair by pair.
 */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { ensureChromium } from './chromium.js';
import { measurePageThread } from './page-thread.js';
import { ensureDependencies, fail, root } from './setup.js';

const parts = { node: benchNode, convert: benchConvert, chromium: benchChromium, head: benchHead, page: benchPage };
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, only: { type: 'string', multiple: true } },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) fail(`invalid --rounds: ${values.rounds} (a whole number from 1)`);
const unknown = values.only?.find((name) => !(name in parts));
if (unknown !== undefined) fail(`invalid --only: ${unknown} (one of ${Object.keys(parts).join(', ')})`);
ensureDependencies();

const origin = 'http://localhost:4174/';
const pageOrigin = 'http://localhost:4173/';
/** @type {Record<string, unknown>} */
const results = { machine: { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length } };
for (const [name, measure] of Object.entries(parts)) {
  if (values.only?.includes(name) ?? true) results[name] = await measure();
}
console.log(JSON.stringify(results, null, 2));

function benchNode() {
  console.error('Node …');
  return measured('test/bench/node.ts');
}

/** Rate and memory of conversions, over a checkpoint of 1.2 GB that is made for it. */
function benchConvert() {
  console.error('Converting …');
  return measured('test/bench/convert.ts');
}

/** What a script of the benchmark prints. @param {string} script */
function measured(script) {
  const run = spawnSync(process.execPath, ['--import', 'tsx', script, String(rounds)], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (run.status !== 0) fail(`${script} failed (see above).`);
  return JSON.parse(run.stdout);
}

function benchChromium() {
  return onTestPages([], async (browser) => {
    const page = await browser.newPage();
    await page.goto(`${origin}test/e2e/pages/bench.html`);
    const prompt = benchPrompt();
    /** @type {Record<string, { bareMillisPerStep: { median: number } }>} */
    const wasm = {};
    for (const quantisation of ['f32', 'u8']) {
      console.error(`Chromium: ${quantisation} on WASM …`);
      wasm[quantisation] = await page.evaluate(
        // @ts-expect-error `bench` is the benchmark page's.
        (question) => window.bench(question),
        { modelUrl: `${origin}models/pocket/`, runtimeUrl: `${origin}ort/`, quantisation, prompt, rounds },
      );
    }
    const millis = (/** @type {string} */ name) => wasm[name]?.bareMillisPerStep.median ?? Number.NaN;
    return { version: browser.version(), wasm, u8OverF32: millis('u8') / millis('f32') };
  });
}

/** The decode head on an emulated GPU against the one on the CPU, at the vocabulary of a 7B. */
function benchHead() {
  return onTestPages(['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'], async (browser) => {
    const page = await browser.newPage();
    await page.goto(`${origin}test/e2e/pages/head.html`);
    const geometry = { vocabularySize: 152_064, width: 16_384, rows: 32, logits: 'bell', seed: 1 };
    const samplings = { greedy: { temperature: 0 }, nucleus: { temperature: 0.2, topP: 0.95 } };
    /** @type {Record<string, unknown>} */
    const measured = {};
    for (const [name, sampling] of Object.entries(samplings)) {
      console.error(`Chromium: the decode head, ${name} …`);
      measured[name] = await page.evaluate(
        // @ts-expect-error `headPage` is the test page's.
        async ([question, times]) => (await window.headPage).measure(question, times),
        /** @type {const} */ ([{ ...geometry, sampling }, rounds]),
      );
    }
    return { version: browser.version(), ...geometry, ...measured };
  });
}

/**
 * @template T
 * @param {string[]} args of the browser
 * @param {(browser: import('@playwright/test').Browser) => Promise<T>} work
 */
async function onTestPages(args, work) {
  console.error('Chromium: building the pages …');
  const vite = 'node_modules/vite/bin/vite.js';
  const config = ['--config', 'test/e2e/pages.config.ts', '--logLevel', 'warn'];
  if (spawnSync(process.execPath, [vite, 'build', ...config], { cwd: root, stdio: ['ignore', 2, 2] }).status !== 0) {
    fail('The benchmark page does not build (see above).');
  }
  const server = spawn(process.execPath, [vite, 'preview', ...config, '--port', '4174', '--strictPort'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const { chromium } = await import('@playwright/test');
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: ['--no-sandbox', ...args] });
  try {
    await untilServed(`${origin}test/e2e/pages/bench.html`);
    return await work(browser);
  } finally {
    await browser.close();
    server.kill();
  }
}

/** The built page as a visitor has it: when things appear, and how long its thread is busy at a time. */
async function benchPage() {
  console.error('Chromium: the page …');
  const server = spawn(process.execPath, ['scripts/serve.js', '--port', '4173'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  const { chromium } = await import('@playwright/test');
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: ['--no-sandbox'] });
  try {
    await untilServed(pageOrigin);
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const start = performance.now();
    await page.goto(pageOrigin, { waitUntil: 'commit' });
    await page.locator('.canvas .committed').first().waitFor();
    const firstTokenMillis = performance.now() - start;
    const run = page.getByRole('button', { name: /^Run/ });
    await run.and(page.locator(':enabled')).waitFor();
    const modelReadyMillis = performance.now() - start;
    const runStart = performance.now();
    await run.click();
    await page.getByRole('status').filter({ hasText: 'Decode finished' }).waitFor();
    const decodeMillis = performance.now() - runStart;
    await page.close();
    const thread = await measurePageThread(browser, pageOrigin);
    return { firstTokenMillis, modelReadyMillis, decodeMillis, thread };
  } finally {
    await browser.close();
    server.kill();
  }
}

/** @param {string} url */
async function untilServed(url) {
  for (let attempt = 0; attempt < 100; attempt++) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  fail(`Nothing is served at ${url}.`);
}

/** 32 ordinary token ids: a prompt's length is what costs, not its words. */
function benchPrompt() {
  const { architecture } = JSON.parse(readFileSync(`${root}models/pocket/manifest.json`, 'utf8'));
  return Array.from({ length: 32 }, (_, i) => 5 + ((i * 97) % (architecture.vocabularySize - 5)));
}
