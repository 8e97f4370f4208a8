/** What the page says of the machine it runs on, and what it measures there: software WebGPU, and none at all. */
import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, expect, type Page } from '@playwright/test';
import { parseManifest } from '../../src/model/manifest.ts';
import { parseBenchmark } from '../../src/state/benchmark-report.ts';
import { openReady, test } from './watch-page.ts';

const dialog = (page: Page) => page.getByRole('dialog', { name: 'This machine' });
const line = (page: Page, subject: string) =>
  dialog(page)
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: subject, exact: true }) });

async function openMachine(page: Page, part: 'Benchmark' | 'Preflight'): Promise<void> {
  await page.getByRole('button', { name: 'Benchmark', exact: true }).click();
  await dialog(page).getByRole('radio', { name: part }).check();
}

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).include('dialog[open]').analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

/** Chooses in the benchmark what a slow machine does in a few seconds, and runs it. */
async function runBenchmark(page: Page, { tokens, masked }: { tokens: string; masked: string }): Promise<void> {
  await dialog(page).getByLabel('Tokens').selectOption(tokens);
  await dialog(page).getByLabel('Masked').selectOption(masked);
  await dialog(page).getByLabel('Steps').selectOption('3');
  await dialog(page).getByRole('button', { name: 'Run the benchmark' }).click();
}

async function savedReport(page: Page): Promise<{ readonly path: string; readonly text: string }> {
  const download = page.waitForEvent('download');
  await dialog(page).getByRole('button', { name: 'Save the report (JSON)' }).click();
  const path = await (await download).path();
  return { path, text: await readFile(path, 'utf8') };
}

test('on a software adapter: it says so, measures WASM and the adapter itself, and stops at once', async ({ page }) => {
  await openReady(page, 'wasm');
  await openMachine(page, 'Preflight');
  await expect(dialog(page).getByRole('status')).toContainText('Can run');
  await expect(line(page, 'GPU')).toContainText('emulated in software');
  await expect(line(page, 'Threads')).toContainText('isolated');
  await expect(line(page, 'Speed')).toHaveCount(0);
  await expectNoViolations(page);

  const measure = dialog(page).getByRole('button', { name: /Measure the speed/ });
  await measure.click();
  await dialog(page).getByRole('button', { name: 'Stop' }).click();
  await expect(measure).toBeVisible();
  await expect(line(page, 'Speed')).toHaveCount(0);
  await measure.click();
  await expect(line(page, 'Speed')).toContainText(/takes about .+ in products of \d+ × \d+/, { timeout: 60_000 });
  await expect(dialog(page).getByRole('status')).toContainText(/Runs (well|slowly)/);

  await page.keyboard.press('Escape');
  await page.getByLabel('Runs on').selectOption('webgpu');
  await openMachine(page, 'Preflight');
  await expect(line(page, 'Limits')).toContainText('a buffer may have 1.07 GB');
  await expect(line(page, 'Streaming')).toContainText('weights stream');
  await measure.click();
  await expect(line(page, 'Speed')).toContainText('256 × 256', { timeout: 60_000 });
  await expectNoViolations(page);
});

test('a benchmark of the embedded model is a report that validates, and opens beside the next', async ({ page }) => {
  await openReady(page, 'wasm');
  await openMachine(page, 'Benchmark');
  await runBenchmark(page, { tokens: '64', masked: '16' });
  await expect(dialog(page).getByRole('table').first()).toContainText('Head in JavaScript', { timeout: 60_000 });
  const { path, text } = await savedReport(page);
  const report = parseBenchmark(text);
  const manifest = parseManifest(await readFile('models/pocket/manifest.json', 'utf8'));
  expect(report.model).toMatchObject({ id: 'pocket', quantisation: 'u8', sha256: manifest.variants.u8!.sha256 });
  expect(report.machine).toMatchObject({ provider: 'wasm', isolated: true, adapter: { software: true } });
  expect(report.steps).toMatchObject({ sequence: 64, masked: 16, steps: 3, headOn: 'cpu' });
  // The second of three steps has 14 masks left; 4 bytes for each token of the vocabulary.
  expect(report.steps.bytesToJavaScript).toBe(4 * 14 * manifest.architecture.vocabularySize);
  expect(report.steps.stepMillis.median).toBeGreaterThan(0);
  expect(report.load!.bytes).toBeGreaterThan(6e6);
  expect(report.load!.phases.map(({ phase }) => phase)).toContain('warm-up');
  // All that the file names is on screen.
  for (const value of [report.model.sha256, report.machine.browser, report.machine.runtime, report.createdAt]) {
    await expect(dialog(page)).toContainText(value);
  }

  await dialog(page).getByLabel('Load the model anew').uncheck();
  await runBenchmark(page, { tokens: '64', masked: '16' });
  await dialog(page).getByLabel('Report file').setInputFiles(path);
  await expect(dialog(page).getByRole('columnheader', { name: 'Faster' })).toBeVisible({ timeout: 60_000 });
  await expect(dialog(page)).toContainText('Earlier: Pocket');
  await expectNoViolations(page);
  await dialog(page)
    .getByLabel('Report file')
    .setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('[1]') });
  await expect(dialog(page).getByRole('alert')).toContainText('The report is invalid');
});

test.describe('without WebGPU', () => {
  let browser: Browser;
  test.beforeAll(async ({ playwright, launchOptions }) => {
    browser = await playwright.chromium.launch({
      ...launchOptions,
      args: ['--no-sandbox', '--disable-gpu', '--disable-features=WebGPU', '--disable-blink-features=WebGPU'],
    });
  });
  test.afterAll(() => browser.close());

  test('it says so, with a way out, and the benchmark says where it ran', async ({ baseURL }) => {
    const page = await browser.newPage({ baseURL: baseURL! });
    await openReady(page, 'wasm');
    await openMachine(page, 'Preflight');
    await expect(line(page, 'GPU')).toContainText(/has no WebGPU here|offers no GPU/);
    await expect(line(page, 'GPU')).toContainText(/Use Chrome or Edge|hardware acceleration/);
    await expect(line(page, 'Limits')).toHaveCount(0);
    await dialog(page).getByRole('radio', { name: 'Benchmark' }).check();
    await dialog(page).getByLabel('Load the model anew').uncheck();
    await runBenchmark(page, { tokens: '64', masked: '8' });
    await expect(dialog(page).getByRole('table')).toHaveCount(1, { timeout: 60_000 });
    const report = parseBenchmark((await savedReport(page)).text);
    expect(report).toMatchObject({ load: null, cpuHead: null, machine: { provider: 'wasm', adapter: null } });
  });
});
