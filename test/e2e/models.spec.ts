/** The dialog of the models on the built page: a model comes to this browser's disk, decodes from there, and goes again. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { convert } from '../../src/convert/convert.ts';
import { writeTinyFamily } from '../convert/family-fixture.ts';
import { type ModelServer, startModelServer } from './model-server.ts';
import { test as base, decode, runButton } from './watch-page.ts';

const folder = join(import.meta.dirname, '..', '..', 'models', 'pocket');

const test = base.extend<{ server: ModelServer }>({
  // biome-ignore lint/correctness/noEmptyPattern: the form Playwright wants
  server: async ({}, use) => {
    const names = (await readdir(folder)).filter((name) => /^(manifest|tokenizer|background)\.json$|^u8/.test(name));
    const files = await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))] as const));
    const server = await startModelServer(new Map(files));
    await use(server);
    await server.close();
  },
});

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Models' });
const rows = (page: Page) => dialog(page).locator('.model-row');
const openModels = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Models', exact: true }).click();
  await expect(dialog(page).getByText('This page uses')).toBeVisible();
};
const look = async (page: Page, address: string): Promise<void> => {
  await dialog(page).getByLabel('Address of a converted model').fill(address);
  await page.keyboard.press('Enter');
};

test('a model comes from a server, is paused, goes on after a reload, decodes from the disk, and is deleted', async ({
  page,
  server,
}) => {
  await page.goto('./');
  await expect(runButton(page)).toBeEnabled({ timeout: 60_000 });
  await openModels(page);
  await expect(dialog(page).locator('.known-model')).toHaveCount(12);
  await look(page, `${server.url}manifest.json`);
  const offer = dialog(page).getByRole('group', { name: /^Pocket/ });
  await expect(offer).toContainText('It needs 6.41 MB on the disk');
  await expect(offer.getByRole('radio', { name: /^u8/ })).toBeChecked();

  // The weights are held back: what came before them stays.
  server.faultOf = ({ name }) => (name === 'u8.data' ? 'hold' : undefined);
  await offer.getByRole('button', { name: 'Download' }).click();
  await page.keyboard.press('Escape');
  const indicator = page.locator('.download-indicator');
  await expect(indicator).toHaveText('Model 2 %');
  await indicator.click();
  await dialog(page)
    .getByRole('button', { name: /^Pause/ })
    .click();
  await expect(rows(page).nth(1)).toContainText('paused');
  server.faultOf = () => undefined;
  server.release();
  await page.reload();
  await openModels(page);
  await dialog(page)
    .getByRole('button', { name: /^Resume/ })
    .click();
  await expect(rows(page).nth(1)).toContainText('from 127.0.0.1');
  await expect(rows(page).nth(1).getByRole('button', { name: /^Open/ })).toBeVisible();
  expect(server.served.filter(({ name }) => name === 'tokenizer.json')).toHaveLength(1);

  await rows(page).nth(1).getByRole('button', { name: /^Open/ }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(runButton(page)).toBeEnabled({ timeout: 60_000 });
  await expect(page.getByLabel('Weights').locator('option')).toHaveText(['auto', 'u8']);
  await decode(page, 12);

  // The server is not needed any more, and the choice is remembered.
  const asked = server.served.length;
  await page.reload();
  await expect(runButton(page)).toBeEnabled({ timeout: 60_000 });
  expect(server.served).toHaveLength(asked);
  await openModels(page);
  await expect(rows(page).nth(1)).toContainText('In use');
  await expect(
    rows(page)
      .nth(1)
      .getByRole('button', { name: /^Delete/ }),
  ).toBeDisabled();
  await rows(page).first().getByRole('button', { name: /^Open/ }).click();
  await expect(runButton(page)).toBeEnabled({ timeout: 60_000 });
  await openModels(page);
  await rows(page)
    .nth(1)
    .getByRole('button', { name: /^Delete/ })
    .click();
  await expect(rows(page).nth(1).getByRole('button', { name: 'Keep' })).toBeFocused();
  await rows(page).nth(1).getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(rows(page)).toHaveCount(1);
});

test('a folder of this computer is copied, and one that is none says so', async ({ page }) => {
  await page.goto('./');
  await openModels(page);
  const input = dialog(page).getByLabel('Model folder').first();
  await input.setInputFiles(join(import.meta.dirname, 'pages'));
  await expect(dialog(page).getByRole('alert').filter({ hasText: 'The folder has no manifest.json.' })).toBeVisible();
  await input.setInputFiles(folder);
  await dialog(page).getByText('q4 · ').click();
  await dialog(page).getByRole('button', { name: 'Copy into this browser' }).click();
  await expect(rows(page).nth(1)).toContainText('q4 · 3.56 MB');
  await expect(rows(page).nth(1)).toContainText('from the folder pocket');
});

/** Puts a tokenizer of letters in the place of one that has its special tokens only. */
async function writeLetters(path: string): Promise<void> {
  const { added_tokens: special } = JSON.parse(await readFile(path, 'utf8')) as { added_tokens: { content: string }[] };
  const pocket = JSON.parse(await readFile(join(folder, 'tokenizer.json'), 'utf8')) as { model: object };
  const names = [...special.map(({ content }) => content), ...'abcdefghijklmnopqrstuvwxyz'];
  const vocab = Object.fromEntries(names.map((name, id) => [name, id]));
  const added = special.map((token, id) => ({
    ...token,
    id,
    special: true,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
  }));
  await writeFile(
    path,
    JSON.stringify({ ...pocket, added_tokens: added, model: { ...pocket.model, vocab, merges: [] } }),
  );
}

test('an autoregressive model in parts writes from left to right, with settings that came with it', async ({
  page,
}) => {
  const made = mkdtempSync(join(tmpdir(), 'diffuscope-models-'));
  const out = join(made, 'control');
  mkdirSync(join(made, 'checkpoint'));
  const { folder: checkpoint } = writeTinyFamily('causal-qwen2', join(made, 'checkpoint'));
  await writeLetters(join(checkpoint, 'tokenizer.json'));
  const how = { layout: 'split', attention: 'causal', partBytes: 1, chatTemplate: '{prompt}' } as const;
  await convert({ checkpoint, out, variants: ['f32'], id: 'control', label: 'Control', ...how });
  await page.goto('./');
  await openModels(page);
  await dialog(page).getByLabel('Model folder').first().setInputFiles(out);
  await dialog(page).getByRole('button', { name: 'Copy into this browser' }).click();
  await rows(page).nth(1).getByRole('button', { name: 'Open Control' }).click();
  await expect(page.getByText('This model is autoregressive')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByLabel(/^Strategy/).locator('option:not([disabled])')).toHaveText(['Leftmost first']);
  await page.getByRole('textbox', { name: 'Prompt' }).fill('ab');
  await decode(page, 12);
  await expect.poll(() => page.url()).toContain('model=control');
  const arNess = page.getByRole('img', { name: 'AR-ness', exact: true });
  await expect(arNess).toContainText('global @1 1.00, @2 1.00, @3 1.00, @4 1.00');
  rmSync(made, { recursive: true });
});

test('addresses that hold no model, and models that are gone, say what to do', async ({ page, server, complaints }) => {
  await page.goto('./');
  await openModels(page);
  await look(page, 'ftp://example.org');
  await expect(dialog(page).getByText('Write the address of a folder')).toBeVisible();
  server.files.delete('manifest.json');
  await look(page, server.url);
  await expect(dialog(page).getByText(/^There is no .*manifest\.json\. Check the address/)).toBeVisible();
  expect(complaints.splice(0)).toHaveLength(1); // The browser's own line about the 404.

  await page.evaluate(() =>
    localStorage.setItem('diffuscope.preferences', JSON.stringify({ chosenModel: 'gone-0123456789abcdef' })),
  );
  await page.goto('./#p=Hi&model=diffucoder-7b-cpgrpo');
  await page.reload();
  await expect(page.getByText('The embedded model is loaded instead.')).toBeVisible({ timeout: 60_000 });
  const notice = page.getByText('The link is of another model: DiffuCoder 7B cpGRPO.');
  await expect(notice).toBeVisible();
  await expect(page.getByText('but another model is loaded')).toBeVisible();
  expect(page.url()).toContain('model=diffucoder-7b-cpgrpo');
  await page.locator('.notice', { has: notice }).getByRole('button', { name: 'Models' }).click();
  await expect(dialog(page)).toBeVisible();
});

test('the dialog can be read by everybody', async ({ page }) => {
  await page.goto('./');
  for (const [width, colorScheme] of [
    [1440, 'light'],
    [390, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ colorScheme });
    await page.locator('.model-head').getByRole('button').click();
    await look(page, 'models/pocket');
    await dialog(page).getByText('DiffuCoder 7B cpGRPO').click();
    const command = 'npx diffuscope convert apple/DiffuCoder-7B-cpGRPO --quant q4';
    await expect(dialog(page).getByText(command)).toBeVisible();
    await expect(dialog(page).getByRole('group', { name: /^Pocket/ })).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).include('dialog').analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await page.keyboard.press('Escape');
  }
});
