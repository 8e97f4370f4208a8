/** The Watch page for tests: the built page with the real model. */
import { test as base, expect, type Locator, type Page } from '@playwright/test';

/** Every test also asserts that the console stayed silent: no errors, no violations of the CSP. */
export const test = base.extend<{ complaints: string[] }>({
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

export const steps = (page: Page) => page.locator('.step-count strong');
export const stepCount = async (page: Page): Promise<number> => Number(await steps(page).textContent());
/** Positions that hold a token; a token over two lines counts once. */
export const committed = (page: Page): Promise<number> =>
  page
    .locator('.canvas .committed')
    .evaluateAll((cells) => new Set(cells.map((cell) => (cell as HTMLElement).dataset['position'])).size);
export const runButton = (page: Page): Locator => page.getByRole('button', { name: /^Run/ });

export async function openReady(page: Page, provider: 'wasm' | 'webgpu' = 'wasm'): Promise<void> {
  await page.goto('./');
  await page.getByLabel('Runs on').selectOption(provider);
  await expect(runButton(page)).toBeEnabled({ timeout: 60_000 });
}

/** One token a step, no blocks. */
export async function chooseLength(page: Page, canvasLength: number): Promise<void> {
  for (const name of ['Canvas', 'Steps', 'Block']) {
    await page.getByRole('spinbutton', { name }).fill(String(canvasLength));
  }
}

export async function decode(page: Page, canvasLength: number): Promise<void> {
  await chooseLength(page, canvasLength);
  await runButton(page).click();
  await expect(page.getByRole('status')).toContainText('Decode finished', { timeout: 90_000 });
}
