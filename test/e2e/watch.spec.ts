/** Watch as people use it: the built page with the real model, on WASM. */
import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { compareTraces } from '../../src/trace/compare.ts';
import { parseTrace } from '../../src/trace/json.ts';
import { chooseLength, committed, decode, openReady, runButton, stepCount, steps, test } from './watch-page.ts';

test('a recorded decode plays while the model loads', async ({ page }) => {
  await page.goto('./');
  await expect(page.getByText('A recorded decode.')).toBeVisible();
  await expect.poll(() => stepCount(page)).toBeGreaterThan(2);
  await expect(page.getByRole('textbox', { name: 'Prompt' })).not.toHaveValue('');
  await page.getByRole('button', { name: 'Pause' }).click();
  const paused = await stepCount(page);
  await page.waitForTimeout(500);
  expect(await stepCount(page)).toBe(paused);
  await expect(page.getByRole('region', { name: 'Model' })).toContainText(/u8 · WASM/, { timeout: 60_000 });
});

test('decodes live, and everything shown follows', async ({ page }) => {
  await openReady(page);
  await decode(page, 24);
  await expect(steps(page)).toHaveText('24');
  expect(await committed(page)).toBe(24);
  await expect(page.getByRole('img', { name: 'AR-ness' })).toContainText('T = 24 commits');
  await page.locator('.canvas [data-position="0"]').first().hover();
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('committed in step');
  await expect(page.getByRole('region', { name: 'Inspector' }).locator('li')).toHaveCount(8);
});

test('stops within a step and keeps what was made', async ({ page }) => {
  await openReady(page);
  await chooseLength(page, 192);
  await runButton(page).click();
  await expect.poll(() => stepCount(page)).toBeGreaterThan(3);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('status')).toContainText('Decode stopped');
  const made = await stepCount(page);
  expect(made).toBeLessThan(192);
  await page.waitForTimeout(500);
  expect(await stepCount(page)).toBe(made);
  await expect(runButton(page)).toBeEnabled();
});

test('scrubs by pointer and by keys, and nothing moves but the tokens', async ({ page }) => {
  await openReady(page);
  await decode(page, 24);
  const place = () => page.locator('.canvas [data-position="3"]').first().boundingBox();
  const before = await place();
  const timeline = (await page.locator('.timeline').boundingBox())!;
  await page.mouse.move(timeline.x + timeline.width / 2, timeline.y + 10);
  await page.mouse.down();
  await expect(steps(page)).toHaveText('12');
  await page.mouse.move(timeline.x + timeline.width / 4, timeline.y + 10, { steps: 5 });
  await page.mouse.up();
  await expect(steps(page)).toHaveText('6');
  // The first step commits nothing, a quirk of the reference.
  expect(await committed(page)).toBe(5);
  await page.getByRole('slider', { name: 'Step' }).press('ArrowRight');
  await expect(steps(page)).toHaveText('7');
  expect(await place()).toEqual(before);
});

test('saves, survives a reload, opens again, and it is the same decode', async ({ page }) => {
  const save = async () => {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: 'Trace (JSON)' }).click();
    return readFile((await (await download).path())!, 'utf8');
  };
  await openReady(page);
  await decode(page, 16);
  const saved = await save();
  const trace = parseTrace(saved);
  expect(trace.runtime.provider).toBe('wasm');

  await page.reload();
  await expect(page.getByText('A kept decode.')).toBeVisible();
  expect(await save()).toBe(saved);

  await page.getByRole('button', { name: 'Gallery' }).click();
  await page.getByRole('button', { name: /Balanced parentheses/ }).click();
  await expect(page.getByText('A recorded decode.')).toBeVisible();
  await page.getByLabel('Trace file').setInputFiles({
    name: 'trace.json',
    mimeType: 'application/json',
    buffer: Buffer.from(saved),
  });
  await expect(page.getByText('An opened trace.')).toBeVisible();
  expect(compareTraces(trace, parseTrace(await save())).identical).toBe(true);
});

test('runs a strategy that revises, with its options, and keeps what it took back', async ({ page }) => {
  await openReady(page);
  await page.getByLabel('Strategy: which slots are committed first').selectOption('remdm-cap');
  await page.getByRole('spinbutton', { name: 'Eta' }).fill('0.2');
  await decode(page, 16);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: 'Trace (JSON)' }).click();
  const trace = parseTrace(await readFile(await (await download).path(), 'utf8'));
  expect(trace.request.options).toMatchObject({ eta: 0.2 });
  expect(trace.steps.some(({ remask }) => remask.length > 0)).toBe(true);
  expect(trace.final.includes(trace.model.tokens.mask)).toBe(false);
});

test('asks what a history of another program does not say, and links what the pointer is on', async ({ page }) => {
  await page.goto('./');
  await page.getByLabel('Trace file').setInputFiles({
    name: 'history.json',
    mimeType: 'application/json',
    buffer: Buffer.from('[[9,2,5,7],[9,2,4,7],[9,2,4,6]]'),
  });
  const form = page.getByRole('dialog', { name: 'Open a history of another program' });
  await expect(form.getByRole('alert')).toContainText('which token is the mask');
  await form.getByRole('spinbutton', { name: 'Mask token id' }).fill('5');
  await form.getByRole('spinbutton', { name: 'Prompt length' }).fill('2');
  await form.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByText('An opened trace.')).toBeVisible();
  await expect(form).toBeHidden();

  await page.locator('.timeline').hover({ position: { x: 100, y: 30 } });
  await expect(page.locator('.step-tip')).toContainText('step 1');
  await expect(page.locator('.canvas .touched')).toHaveCount(1);
});

test('refuses a foreign file and keeps what is on screen', async ({ page }) => {
  await page.goto('./');
  await expect(page.getByText('A recorded decode.')).toBeVisible();
  await page.getByLabel('Trace file').setInputFiles({
    name: 'other.json',
    mimeType: 'application/json',
    buffer: Buffer.from('{"cells":[]}'),
  });
  await expect(page.getByRole('alert')).toContainText('What is on screen stays.');
  await expect(page.getByText('A recorded decode.')).toBeVisible();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(page.getByRole('alert')).toBeEmpty();
});

test('says beside the field what is wrong, and does not run', async ({ page }) => {
  await openReady(page);
  await page.getByRole('spinbutton', { name: 'Block' }).fill('5');
  await expect(page.getByText(/Must divide the canvas/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Check the settings' })).toBeDisabled();
});

test('works by keys alone', async ({ page }) => {
  await page.goto('./');
  await expect(page.getByText('A recorded decode.')).toBeVisible();
  await page.keyboard.press('Home');
  await expect(steps(page)).toHaveText('0');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(steps(page)).toHaveText('11');
  await page.keyboard.press('3');
  await expect(page.getByRole('radio', { name: 'Order' })).toBeChecked();
  await page.keyboard.press(']');
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('Position 0');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('Position 0');
  await page.getByRole('textbox', { name: 'Prompt' }).focus();
  await page.keyboard.press('End');
  await expect(steps(page)).toHaveText('11');
  await expect(runButton(page)).toBeEnabled({ timeout: 60_000 });
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('status')).toContainText('Decode finished', { timeout: 90_000 });
});

test('shows all of Watch at 1440 × 900 without scrolling', async ({ page }) => {
  await page.goto('./');
  await expect(page.getByRole('img', { name: 'AR-ness' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Model' })).toContainText(/u8/, { timeout: 60_000 });
  const overflow = await page.evaluate(() =>
    ['html', '.controls', '.charts', '.inspector']
      .map((selector) => document.querySelector(selector)!)
      .map((element) => element.scrollHeight - element.clientHeight),
  );
  expect(overflow).toEqual([0, 0, 0, 0]);
});

test('is one column at 390 px, canvas and transport first', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('./');
  await expect(page.getByRole('img', { name: 'AR-ness' })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  const top = async (name: string) => (await page.getByRole('region', { name, exact: true }).boundingBox())!.y;
  expect(await top('Canvas')).toBeLessThan(await top('Playback'));
  expect(await top('Playback')).toBeLessThan(await top('Prompt'));
  const play = (await page.locator('.transport .play').boundingBox())!;
  expect(play.y + play.height).toBeLessThan(844);
});

for (const theme of ['light', 'dark'] as const) {
  test(`is accessible in the ${theme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.goto('./');
    await expect(page.getByRole('img', { name: 'AR-ness' })).toBeVisible();
    await page.locator('.timeline input').fill('20');
    await page.locator('.canvas [data-position="4"]').first().hover();
    for (const layout of ['Text', 'Grid']) {
      await page.getByRole('radio', { name: layout }).check();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
    }
  });
}
