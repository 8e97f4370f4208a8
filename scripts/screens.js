/**
 * `npm run screens`: takes the README's pictures again, by using the built page in Chromium as a visitor would. Writes
 * docs/screens.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { chromium } from '@playwright/test';
import { findChromium } from './chromium.js';
import { fail, root } from './setup.js';

const folder = `${root}docs/screens`;
const executablePath = findChromium() ?? fail('No Chromium is installed: run "npm test" once, it brings one.');

const server = spawn(process.execPath, ['scripts/serve.js'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
const address = await new Promise((resolve) => {
  createInterface(server.stdout).on('line', (line) => {
    const found = /http:\/\/localhost:\d+\//.exec(line);
    if (found !== null) resolve(found[0]);
  });
});
process.on('exit', () => server.kill());
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });

/**
 * Opens the page fresh, uses it, and takes a picture.
 * @param {string} name of the file, without extension
 * @param {{ width?: number, height?: number, dark?: boolean, locale?: string, hash?: string }} view
 * @param {(page: import('@playwright/test').Page) => Promise<void>} use
 */
async function picture(name, { width = 1440, height = 900, dark = false, locale = 'en-GB', hash = '' }, use) {
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    locale,
  });
  await page.goto(`${address}${hash}`);
  await page.locator('.prompt .primary:enabled').first().waitFor({ timeout: 60_000 });
  await use(page);
  await page.waitForTimeout(500);
  await page.screenshot({ path: `${folder}/${name}.png` });
  await page.close();
}

await picture('watch-light-1440', { hash: '#example=first-light&at=31' }, async () => {});
await picture('watch-dark-1440', { dark: true }, async (page) => {
  await page.getByRole('button', { name: /^Run/ }).click();
  await page.getByText('Your decode.').waitFor({ timeout: 60_000 });
  await page.keyboard.press('Shift+ArrowLeft');
});
await picture('watch-chinese-1440', { locale: 'zh-CN', hash: '#example=revising' }, async () => {});
await picture('watch-light-390', { width: 390, height: 844, hash: '#example=first-light&at=31' }, async () => {});
await picture('compare-light-1440', {}, async (page) => {
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await page.getByRole('button', { name: 'Tie rule', exact: true }).click();
  await page.getByRole('button', { name: 'Stop' }).waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached', timeout: 120_000 });
});
await picture('figure-sheet', {}, async (page) => {
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: /Figure sheet/ }).click();
  await page.getByRole('button', { name: 'Save SVG' }).waitFor();
});

await picture('models-light-1440', {}, async (page) => {
  await page.getByRole('button', { name: 'Models', exact: true }).click();
  await page.getByText('DiffuCoder 7B cpGRPO').click();
  await page.getByRole('button', { name: 'Copy command' }).waitFor();
});

const film = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
await film.goto(address);
await film.getByRole('button', { name: 'Export', exact: true }).click();
await film.getByRole('menuitem', { name: /Film/ }).click();
const download = film.waitForEvent('download');
await film.getByRole('button', { name: 'Save GIF' }).click();
await (await download).saveAs(`${folder}/film.gif`);

await browser.close();
server.kill();
await once(server, 'exit');
