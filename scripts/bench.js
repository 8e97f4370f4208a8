/**
 * `npm run bench`: measures in Node and in Chromium and prints one JSON object (progress goes to stderr). With `--page`
 * the page alone, which no model has to be converted for.
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

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' }, page: { type: 'boolean' } } });
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) fail(`invalid --rounds: ${values.rounds} (a whole number from 1)`);
ensureDependencies();

const origin = 'http://localhost:4174/';
const pageOrigin = 'http://localhost:4173/';
const results = {
  machine: { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length },
  ...(!values.page && { node: benchNode(), chromium: await benchChromium() }),
  page: await benchPage(),
};
console.log(JSON.stringify(results, null, 2));

function benchNode() {
  console.error('Node …');
  const run = spawnSync(process.execPath, ['--import', 'tsx', 'test/bench/node.ts', String(rounds)], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (run.status !== 0) fail('The benchmark in Node failed (see above).');
  return JSON.parse(run.stdout);
}

async function benchChromium() {
  console.error('Chromium: building the benchmark page …');
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
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: ['--no-sandbox'] });
  try {
    await untilServed(`${origin}test/e2e/pages/bench.html`);
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
