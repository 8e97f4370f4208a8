import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
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
  await expect(button).toBeEnabled();
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

/** The example with a prompt and tokens that try to break out of whatever they are written into. */
async function hostileExample(): Promise<Buffer> {
  const trace = JSON.parse(await readFile('public/traces/first-light.json', 'utf8'));
  const hostile = '</script><img src="https://example.com/x" onerror="window.broken = 1"><!--';
  trace.promptText = hostile;
  trace.schemaVersion = 2; // The one written today.
  for (const id of Object.keys(trace.pieces).slice(0, 40)) trace.pieces[id] = hostile + trace.pieces[id];
  return Buffer.from(JSON.stringify(trace));
}

test('saves a decode as a page that plays from the disk, runs nothing foreign, and opens again', async ({
  page,
  context,
}, testInfo) => {
  await openExample(page);
  const buffer = await hostileExample();
  await page.getByLabel('Trace file').setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer });
  await expect(page.getByText('An opened trace.')).toBeVisible();
  const { name, bytes } = await save(page, 'Export', /HTML/);
  expect(name).toMatch(/\.html$/);
  const file = testInfo.outputPath(name);
  await writeFile(file, bytes);

  const player = await context.newPage();
  const complaints: string[] = [];
  player.on('console', (message) => complaints.push(message.text()));
  player.on('pageerror', (error) => complaints.push(String(error)));
  const requests: string[] = [];
  player.on('request', (request) => requests.push(request.url()));
  await player.goto(pathToFileURL(file).href);
  const count = player.locator('#count');
  await expect(player.getByRole('heading', { level: 1 })).toContainText('</script><img');
  // It plays by itself.
  await expect(count).not.toHaveText(/step 0 /);
  await player.keyboard.press('Home');
  await expect(count).toHaveText(/step 0 of \d+/);
  await expect(player.locator('.held')).toHaveCount(0);
  await player.keyboard.press('ArrowRight');
  await expect(count).toHaveText(/step 1 of/);
  await player.getByRole('button', { name: 'Play' }).click();
  await expect(count).not.toHaveText(/step 1 of/);
  await player.getByRole('button', { name: 'Pause' }).click();
  await player.keyboard.press('End');
  await expect(player.locator('.masked')).toHaveCount(0);
  const colours = () =>
    player
      .locator('.held')
      .first()
      .evaluate((cell) => getComputedStyle(cell).backgroundColor);
  const order = await colours();
  await player.keyboard.press('2');
  await expect(player.getByRole('combobox')).toHaveValue('confidence');
  expect(await colours()).not.toBe(order);
  await player.locator('.held').first().hover();
  await expect(player.locator('#detail')).toContainText(/position 0 .* confidence [01]\.\d{4} · entropy/);
  expect(await player.evaluate(() => Reflect.get(window, 'broken'))).toBeUndefined();
  expect(await player.locator('img').count()).toBe(0);
  expect(requests).toEqual([pathToFileURL(file).href]);
  expect(complaints).toEqual([]);
  const { violations } = await new AxeBuilder({ page: player }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  await player.close();

  await page.goto('./');
  await expect(page.getByText('A recorded decode.')).toBeVisible();
  await page.getByLabel('Trace file').setInputFiles(file);
  await expect(page.getByText('An opened trace.')).toBeVisible();
  await expect(page.locator('.prompt-line')).toContainText('</script><img');
  expect(JSON.parse((await save(page, 'Export', /Trace/)).bytes.toString())).toEqual(JSON.parse(buffer.toString()));
});

test('opens a saved chart, says what it shows, and takes its settings over', async ({ page }) => {
  await openExample(page);
  const strategy = page.getByLabel('Strategy: which slots are committed first');
  const seed = page.getByLabel('Seed');
  for (const format of ['SVG', 'PNG', 'CSV', 'JSON']) {
    const { name, bytes } = await save(page, 'Save AR-ness', new RegExp(format));
    await strategy.selectOption('random');
    await seed.fill('77');
    await page.getByRole('textbox', { name: 'Prompt' }).fill('');
    await page.getByLabel('Trace file').setInputFiles({ name, mimeType: '', buffer: bytes });
    await expect(page.getByText(`This ${format} shows a decode of`)).toContainText('strategy entropy');
    await page.locator('.notice').getByRole('button', { name: 'Use its settings' }).click();
    await expect(page.locator('.notice')).toBeHidden();
    await expect(strategy).toHaveValue('entropy');
    await expect(seed).toHaveValue('1');
    await expect(page.getByRole('textbox', { name: 'Prompt' })).toHaveValue(/balanced/);
  }
  // Of another tool, so without provenance.
  const plain = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>');
  await page.getByLabel('Trace file').setInputFiles({ name: 'x.svg', mimeType: '', buffer: plain });
  await expect(page.getByRole('alert')).toContainText('does not say which decode it shows');
});

for (const theme of ['light', 'dark'] as const) {
  test(`lays out a figure sheet at column width, in the ${theme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await openExample(page);
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('menuitem', { name: /Figure sheet/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Figure sheet' });
    await expect(dialog.getByText('(d)', { exact: true })).toBeVisible();
    // Paper is light.
    const title = dialog.locator('svg text').filter({ hasText: '(a) Local' }).first();
    expect(await title.evaluate((text) => getComputedStyle(text).fill)).toBe('rgb(27, 29, 33)');
    const { violations } = await new AxeBuilder({ page }).include('dialog').analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
    await dialog.getByRole('checkbox', { name: 'Entropy sink' }).uncheck();
    await dialog.getByText('two columns').click();
    const download = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Save SVG' }).click();
    const svg = await readFile((await (await download).path())!, 'utf8');
    expect(svg).toContain('width="6.75in"');
    expect(svg).toContain('(c)');
    expect(svg).not.toContain('(d)');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  });
}

/** What the browser's own decoder makes of a film: repetitions, length of each frame in ms, and how many colours its ends share. */
function decodeFilm(page: Page, bytes: Buffer) {
  return page.evaluate(async (base64) => {
    const data = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const decoder = new ImageDecoder({ data, type: 'image/gif' });
    await decoder.tracks.ready;
    await decoder.completed;
    const { frameCount, repetitionCount } = decoder.tracks.selectedTrack!;
    const delays: number[] = [];
    const pixels: Uint8Array[] = [];
    for (let frameIndex = 0; frameIndex < frameCount; frameIndex++) {
      const { image } = await decoder.decode({ frameIndex });
      delays.push(image.duration! / 1000);
      if (frameIndex === 0 || frameIndex === frameCount - 1) {
        const rgba = new Uint8Array(image.displayWidth * image.displayHeight * 4);
        await image.copyTo(rgba, { format: 'RGBA' });
        pixels.push(rgba);
      }
      image.close();
    }
    const [first, last] = pixels as [Uint8Array, Uint8Array];
    const changed = first.reduce((count, byte, index) => count + (byte === last[index] ? 0 : 1), 0) / first.length;
    return { frameCount, repetitionCount, delays, changed };
  }, bytes.toString('base64'));
}

test('saves a decode as a film that loops, and opens its settings again', async ({ page }) => {
  await openExample(page);
  const steps = Number(await page.locator('.step-count strong').textContent());
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: /Film/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Film of the decode' });
  await expect(dialog).toContainText(`${steps + 1} frames, one for each step`);
  await dialog.getByText('Confidence', { exact: true }).click();
  const { violations } = await new AxeBuilder({ page }).include('dialog').analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save GIF' }).click();
  await expect(dialog.getByRole('progressbar')).toBeVisible();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/\.gif$/);
  const bytes = await readFile((await file.path())!);
  await expect(dialog.getByRole('button', { name: 'Save GIF' })).toBeVisible();
  await page.keyboard.press('Escape');

  const film = await decodeFilm(page, bytes);
  expect(film).toMatchObject({ frameCount: steps + 1, repetitionCount: Number.POSITIVE_INFINITY });
  expect(film.delays.at(-1)).toBe(2500);
  expect(new Set(film.delays.slice(0, -1)).size).toBe(1);
  // The canvas fills: at least a twentieth of the picture is another colour at the end.
  expect(film.changed).toBeGreaterThan(0.05);

  await page.getByLabel('Trace file').setInputFiles({ name: 'x.gif', mimeType: 'image/gif', buffer: bytes });
  await expect(page.getByText('This GIF shows a decode of')).toContainText('strategy entropy');
});

test('stops making a film when told, and saves nothing', async ({ page }) => {
  await openExample(page);
  let saved = 0;
  page.on('download', () => saved++);
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: /Film/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Film of the decode' });
  await dialog.getByRole('button', { name: 'Save GIF' }).click();
  await dialog.getByRole('button', { name: 'Stop' }).click();
  await expect(dialog.getByRole('button', { name: 'Save GIF' })).toBeVisible();
  await expect(page.getByRole('alert')).toBeEmpty();
  await page.waitForTimeout(3000);
  expect(saved).toBe(0);
});
