/** A decode that was cut short goes on to the very end it would have had. */
import { expect, type Page } from '@playwright/test';
import { chooseLength, decode, openReady, runButton, stepCount, test } from './watch-page.ts';

const status = (page: Page) => page.getByRole('status');
const goOn = (page: Page) => page.getByRole('button', { name: 'Go on', exact: true });

/** What the whole decode says, uninterrupted. */
async function wholeText(page: Page, canvasLength: number): Promise<string> {
  await decode(page, canvasLength);
  return (await status(page).textContent())!;
}

async function stopAfter(page: Page, steps: number): Promise<void> {
  await runButton(page).click();
  await expect.poll(() => stepCount(page), { timeout: 60_000, intervals: [20] }).toBeGreaterThanOrEqual(steps);
  await page.getByRole('button', { name: /^Stop/ }).click();
  await expect(status(page)).toContainText('Decode stopped');
}

/** As the watchdog of a browser or a driver ends it: the whole GPU process, and with it every device. */
async function crashGpu(page: Page): Promise<void> {
  const session = await page.context().browser()!.newBrowserCDPSession();
  await session.send('Browser.crashGpuProcess');
  await session.detach();
}

test('after the GPU was lost in the middle, with one press', async ({ page }) => {
  await openReady(page, 'webgpu');
  const whole = await wholeText(page, 8);
  await runButton(page).click();
  await expect.poll(() => stepCount(page), { timeout: 60_000, intervals: [20] }).toBeGreaterThanOrEqual(2);
  await crashGpu(page);
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('The GPU was lost', { timeout: 30_000 });
  await expect(alert).toContainText(/The \d+ steps made so far are kept\./);
  const made = await stepCount(page);
  expect(made).toBeGreaterThanOrEqual(2);
  expect(made).toBeLessThan(8);
  await alert.getByRole('button', { name: 'Load the model again and go on' }).click();
  await expect(status(page)).toHaveText(whole, { timeout: 90_000 });
  await expect(alert).toBeEmpty();
  expect(await stepCount(page)).toBe(8);
});

test('after it was stopped, and after its tab was closed', async ({ page, context }) => {
  await openReady(page);
  const whole = await wholeText(page, 64);
  await stopAfter(page, 3);
  expect(await stepCount(page)).toBeLessThan(64);
  await goOn(page).click();
  await expect(status(page)).toHaveText(whole);

  await stopAfter(page, 3);
  await goOn(page).click();
  // In the page, so that the decode is caught in the middle however fast it goes.
  await page.evaluate(async () => {
    const made = () => Number(document.querySelector('.step-count strong')?.textContent);
    while (made() < 6) await new Promise(requestAnimationFrame);
    Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
    await new Promise((written) => setTimeout(written, 100));
  });
  await page.close();

  const later = await context.newPage();
  await openReady(later);
  await expect(later.getByText('A kept decode.')).toBeVisible();
  await expect(later.getByText(/It ended early, after \d+ steps\./)).toBeVisible();
  await goOn(later).click();
  await expect(status(later)).toHaveText(whole);
  await later.getByRole('button', { name: 'Library', exact: true }).click();
  await expect(later.locator('.run-row')).toHaveCount(3);
});

test('not where other weights are loaded', async ({ page }) => {
  await openReady(page);
  await chooseLength(page, 48);
  await stopAfter(page, 3);
  await expect(goOn(page)).toBeVisible();
  await page.getByLabel('Weights').selectOption('f32');
  await expect(goOn(page)).toBeHidden();
  await expect(runButton(page)).toBeEnabled({ timeout: 60_000 });
  await expect(goOn(page)).toBeHidden();
});
