import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { test } from './watch-page.ts';

/** Presses an entry of a menu, and gives the file that is saved. */
async function save(page: Page, menu: string, entry: RegExp): Promise<{ name: string; bytes: Buffer }> {
  const download = page.waitForEvent('download', { timeout: 60_000 });
  await page.getByRole('button', { name: menu, exact: true }).click();
  await page.getByRole('menuitem', { name: entry }).click();
  const file = await download;
  return { name: file.suggestedFilename(), bytes: await readFile((await file.path())!) };
}

async function openExample(page: Page): Promise<void> {
  await page.goto('./');
  await expect(page.getByText('A recorded decode.')).toBeVisible();
  await page.keyboard.press('End');
}

const charts = ['AR-ness', 'Entropy sink', 'Steps × positions'];

test('saves every chart as SVG, PNG, CSV and JSON with its provenance', async ({ page }) => {
  await openExample(page);
  for (const chart of charts) {
    const menu = `Save ${chart}`;
    const svg = (await save(page, menu, /SVG/)).bytes.toString('utf8');
    expect(svg).toContain('<provenance xmlns="urn:diffuscope:provenance">');
    expect(svg).toContain('balanced');

    const csv = (await save(page, menu, /CSV/)).bytes.toString('utf8');
    expect(csv).toContain('# tool: "Diffuscope"\r\n');

    const json = JSON.parse((await save(page, menu, /JSON/)).bytes.toString('utf8'));
    expect(json).toMatchObject({ format: 'diffuscope-table', title: chart, provenance: { tool: 'Diffuscope' } });
    expect(json.rows[0]).toHaveLength(json.columns.length);

    const png = await save(page, menu, /PNG/);
    expect(png.name).toMatch(/\.png$/);
    expect(png.bytes.includes('iTXtDiffuscope')).toBe(true);
    const [, width, height] = svg.match(/viewBox="0 0 (\d+) (\d+)"/)!.map(Number);
    // The browser's own decoder: a broken chunk or CRC would fail it.
    const size = await page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      return [bitmap.width, bitmap.height];
    }, png.bytes.toString('base64'));
    expect(size).toEqual([2 * width!, 2 * height!]);
  }
});

test('has save menus that work by keys and let go of an outside click', async ({ page }) => {
  await openExample(page);
  const button = page.getByRole('button', { name: 'Save Entropy sink', exact: true });
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: /SVG/ })).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('menuitem', { name: /JSON/ })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(button).toBeFocused();
  await expect(page.getByRole('menu')).toBeHidden();
  await button.click();
  await expect(page.getByRole('menu')).toBeVisible();
  await page.getByRole('heading', { name: 'Entropy sink' }).click();
  await expect(page.getByRole('menu')).toBeHidden();
});
