/** Compare as people use it: the built page with the real model, on WASM, on a small canvas. */
import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { openReady, test } from './watch-page.ts';

const pane = (page: Page, letter: string) => page.getByRole('region', { name: new RegExp(`^Pane ${letter}:`) });
const cell = (page: Page, name: string, column: number) =>
  page
    .getByRole('row', { name: new RegExp(`^${name}`) })
    .getByRole('cell')
    .nth(column);
const decoded = (page: Page, of: string) =>
  expect(page.getByText(`${of} panes hold a decode.`)).toBeAttached({ timeout: 90_000 });

/** A preset on a canvas of so many tokens. */
async function compare(page: Page, preset: string, canvasLength: number): Promise<void> {
  await openReady(page);
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await page.getByRole('button', { name: preset }).click();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('button', { name: /^Run all/ })).toBeEnabled();
  await page.getByRole('spinbutton', { name: 'Canvas' }).fill(String(canvasLength));
  await page.getByRole('button', { name: /^Run all/ }).click();
}

test('a preset decodes all panes, and shows where they part', async ({ page }) => {
  await compare(page, 'Tie rule', 24);
  await decoded(page, '2 of 2');
  for (const letter of ['A', 'B']) await expect(pane(page, letter)).toContainText('step 24 of 24');
  await expect(cell(page, 'Model passes', 1)).toHaveText('24');
  // The tie rule decides nearly every step, so the orders part in the first that commits.
  expect(Number(await cell(page, 'First step that differs', 1).textContent())).toBeLessThan(6);
  const global = async (column: number) => Number(await cell(page, 'Global AR-ness@1', column).textContent());
  expect(await global(0)).toBeGreaterThan(await global(1));
  await expect(page.getByRole('img', { name: 'AR-ness of the panes' })).toContainText('A: local');
  await expect(page.getByRole('img', { name: 'Order difference' })).toContainText('Kendall’s τ');
  await expect(page.getByRole('region', { name: 'Final texts' })).toContainText('A → B');

  // One position in all panes.
  await pane(page, 'A').locator('.canvas [data-position="3"]').first().hover();
  await expect(pane(page, 'B').locator('.canvas [data-position="3"]').first()).toHaveClass(/active/);

  // The panes move together, by keys.
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  for (const letter of ['A', 'B']) await expect(pane(page, letter)).toContainText('step 1 of 24');
  await expect(page.getByRole('region', { name: 'Same logits, different rule' })).toContainText('Step 1:');

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save What differs' }).click();
  await page.getByRole('menuitem', { name: 'CSV' }).click();
  const csv = await readFile((await (await download).path())!, 'utf8');
  expect(
    csv
      .trimEnd()
      .split('\r\n')
      .slice(-2)
      .map((line) => line[0]),
  ).toEqual(['A', 'B']);
});

test('stops within a step; a pane that waited has not run', async ({ page }) => {
  await compare(page, 'Four scores', 96);
  await expect(pane(page, 'A')).toContainText(/[3-9] \/ 96/);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('button', { name: /^Run all/ })).toBeEnabled();
  await expect(pane(page, 'A')).toContainText('stopped');
  await expect(pane(page, 'D')).toContainText('not run');
  const made = await pane(page, 'A').locator('.pane-status').textContent();
  await page.waitForTimeout(500);
  expect(await pane(page, 'A').locator('.pane-status').textContent()).toBe(made);
});

test('a pane opens in Watch, and one step of it under every rule', async ({ page }) => {
  await compare(page, 'Temperature', 16);
  await decoded(page, '2 of 2');
  await page.getByRole('button', { name: 'Actions of pane B' }).click();
  await page.getByRole('menuitem', { name: 'Open in Watch' }).click();
  await expect(page.getByText('A decode of the comparison.')).toBeVisible();
  await expect(page.getByRole('spinbutton', { name: 'Temperature' })).toHaveValue('1');
  await page.getByRole('button', { name: 'Other rules' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Step 16:');
  await page.keyboard.press('ArrowLeft');
  await expect(dialog).toContainText('Step 15:');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('a reload keeps the decodes, and the figure sheet has them all', async ({ page }) => {
  await compare(page, 'Tie rule', 16);
  await decoded(page, '2 of 2');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await expect(page).toHaveURL(/panes=2.*at=1|at=1.*panes=2/);
  const before = await pane(page, 'B').locator('.canvas').textContent();
  await page.reload();
  for (const letter of ['A', 'B']) await expect(pane(page, letter)).toContainText('step 1 of 16');
  expect(await pane(page, 'B').locator('.canvas').textContent()).toBe(before);
  await page.keyboard.press('End');

  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: /^Figure sheet/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Figure sheet' });
  await expect(dialog.getByRole('img')).toContainText('B: ties: drawn at random');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save SVG' }).click();
  const svg = await readFile((await (await download).path())!, 'utf8');
  for (const said of ['"label":"A: ties: leftmost first"', '"label":"B: ties: drawn at random"', '"ties":"random"']) {
    expect(svg).toContain(said.replaceAll('"', '&#34;'));
  }
});

for (const width of [1440, 820, 390]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`has no accessibility violations at ${width} px, ${colorScheme}`, async ({ page }) => {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await compare(page, 'Tie rule', 16);
      await decoded(page, '2 of 2');
      await page.locator('.silent-rules summary').click();
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
    });
  }
}
