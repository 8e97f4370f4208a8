/** What can go wrong on Watch: a clear message, nothing lost, and a way on. */
import { writeFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { chooseLength, decode, openReady, runButton, stepCount, test } from './watch-page.ts';

const alert = (page: Page) => page.getByRole('alert');

async function openFile(page: Page, text: string): Promise<void> {
  await page.getByLabel('Trace file').setInputFiles({
    name: 'trace.json',
    mimeType: 'application/json',
    buffer: Buffer.from(text),
  });
}

test.describe('a file that cannot be opened leaves the screen as it is', () => {
  test.beforeEach(async ({ page }) => {
    await page.goto('./');
    await expect(page.getByText('A recorded decode.')).toBeVisible();
  });
  test.afterEach(async ({ page }) => {
    await expect(alert(page)).toContainText('What is on screen stays.');
    await expect(page.getByText('A recorded decode.')).toBeVisible();
    await expect(page.locator('.canvas [data-position]').first()).toBeVisible();
  });

  test('of a newer version', async ({ page }) => {
    await openFile(page, '{"format":"diffuscope-trace","schemaVersion":99}');
    await expect(alert(page)).toContainText('version 99');
  });

  test('cut in the middle', async ({ page }) => {
    const whole = await (await page.request.get('traces/first-light.json')).text();
    await openFile(page, whole.slice(0, whole.length / 2));
    await expect(alert(page)).toContainText('not JSON');
  });

  test('of 200 MB', async ({ page }, info) => {
    const path = info.outputPath('large.json');
    await writeFile(path, `[${'0,'.repeat(100 * 2 ** 20)}0]`);
    await page.getByLabel('Trace file').setInputFiles(path);
    await expect(alert(page)).toContainText('150 MB');
  });

  test('with markup where a number belongs', async ({ page }) => {
    const trace = JSON.parse(await (await page.request.get('traces/first-light.json')).text());
    trace.steps[3].entropy[0] = '<img src=x onerror=alert(1)>';
    await openFile(page, JSON.stringify(trace));
    await expect(alert(page)).toContainText('step');
  });
});

test('a dialog whose code cannot be had leaves the page as it is, and comes when it can', async ({
  page,
  complaints,
}) => {
  await page.goto('./');
  await expect(page.getByText('A recorded decode.')).toBeVisible();
  let refused = 0;
  await page.route('**/assets/models-dialog-*.js', async (route) => {
    await route.abort('connectionrefused');
    refused += 1;
  });
  const open = page.getByRole('button', { name: 'Models', exact: true });
  await open.click();
  await expect(alert(page)).toContainText('A part of the page could not be loaded.');
  await expect(page.locator('.canvas [data-position]').first()).toBeVisible();
  // It is tried once more at once.
  await expect.poll(() => refused).toBe(2);
  await page.unroute('**/assets/models-dialog-*.js');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await open.click();
  await expect(page.getByRole('dialog')).toContainText('Known models');
  // The browser's own words for what was refused; nothing of the page's.
  for (const complaint of complaints.splice(0)) expect(complaint).toContain('ERR_CONNECTION_REFUSED');
});

test('shows markup in a trace as text', async ({ page }) => {
  await page.goto('./');
  const markup = '<img src=x onerror="document.title=1">\u202e';
  const trace = JSON.parse(await (await page.request.get('traces/first-light.json')).text());
  trace.promptText = markup;
  for (const id of Object.keys(trace.pieces)) trace.pieces[id] = markup;
  await openFile(page, JSON.stringify(trace));
  await expect(page.getByText('An opened trace.')).toBeVisible();
  await expect(page.locator('img')).toHaveCount(0);
  await expect(page).toHaveTitle('Diffuscope');
});

test('a prompt longer than the context is refused with the numbers, and the next run goes', async ({ page }) => {
  await openReady(page);
  const prompt = page.getByRole('textbox', { name: 'Prompt' });
  await prompt.fill('count the words '.repeat(100));
  await chooseLength(page, 16);
  await runButton(page).click();
  await expect(alert(page)).toContainText('more than the 256 positions of the model');
  await expect(page.getByText('A recorded decode.')).toBeVisible();
  await prompt.fill('Write a function f(n) that returns n.');
  await decode(page, 16);
  await expect(alert(page)).toBeEmpty();
});

test('a damaged model is said, the recording stays, and loading again heals it', async ({ page }) => {
  await page.route('**/models/pocket/u8.data', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.body()).fill(7, 1000, 1001) });
  });
  await page.goto('./');
  await page.getByLabel('Runs on').selectOption('wasm');
  await expect(page.getByRole('region', { name: 'Model' })).toContainText('u8.data', { timeout: 60_000 });
  await expect(page.getByText('A recorded decode.')).toBeVisible();
  await page.unroute('**/models/pocket/u8.data');
  await page
    .getByRole('button', { name: /Load again|Reload model|Try again/ })
    .first()
    .click();
  await decode(page, 8);
});

test('decodes on WebGPU, stops in the middle and keeps the steps', async ({ page }) => {
  await openReady(page, 'webgpu');
  await expect(page.getByRole('region', { name: 'Model' })).toContainText('WebGPU');
  await chooseLength(page, 24);
  await runButton(page).click();
  await expect.poll(() => stepCount(page), { timeout: 60_000 }).toBeGreaterThanOrEqual(2);
  await page.getByRole('button', { name: /^Stop/ }).click();
  await expect(page.getByRole('status')).toContainText(/stopped/i, { timeout: 30_000 });
  const kept = await stepCount(page);
  expect(kept).toBeGreaterThanOrEqual(2);
  expect(kept).toBeLessThan(24);
  await decode(page, 4);
  expect(await stepCount(page)).toBe(4);
});

test('two tabs decode at once, and both decodes are kept', async ({ page, context }) => {
  const other = await context.newPage();
  await openReady(page);
  await openReady(other);
  await chooseLength(page, 32);
  await chooseLength(other, 24);
  await Promise.all([runButton(page).click(), runButton(other).click()]);
  await expect(page.getByRole('status')).toContainText('Decode finished after 32 steps', { timeout: 60_000 });
  await expect(other.getByRole('status')).toContainText('Decode finished after 24 steps', { timeout: 60_000 });
  for (const tab of [page, other]) {
    await tab.getByRole('button', { name: 'Library', exact: true }).click();
    await expect(tab.locator('.run-row')).toHaveCount(2);
  }
});
