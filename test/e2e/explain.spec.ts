/** Explanations, glossary and tour as people use them: the built page, its CSP, real popovers. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';
import { steps, test } from './watch-page.ts';

const card = (page: Page): Locator => page.locator('.term-card');
const tour = (page: Page): Locator => page.locator('.tour-card');
const term = (page: Page, id: string): Locator => page.locator(`[data-term="${id}"]`).first();

async function openPage(page: Page): Promise<void> {
  await page.goto('./');
  await expect(page.getByText('A recorded decode.')).toBeVisible();
  await expect(term(page, 'ar-ness')).toBeVisible();
}

async function expectInWindow(page: Page, element: Locator): Promise<void> {
  await expect
    .poll(async () => {
      const box = (await element.boundingBox())!;
      const { width, height } = page.viewportSize()!;
      return box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
    })
    .toBe(true);
}

const violations = async (page: Page, within: string) =>
  (await new AxeBuilder({ page }).include(within).analyze()).violations.map(({ id, nodes }) => [
    id,
    nodes.map(({ html }) => html),
  ]);

test('a term explains itself by pointer and by keys', async ({ page }) => {
  await openPage(page);
  await term(page, 'entropy-sink').click();
  await expect(page.getByRole('dialog', { name: 'Entropy sink' })).toContainText('right after the prompt');
  await expect(card(page).getByRole('img')).toBeVisible();
  await expectInWindow(page, card(page));
  expect(await violations(page, '.term-card')).toEqual([]);
  // The press on the open term closes it and does not open it again; so does one elsewhere.
  await term(page, 'entropy-sink').click();
  await expect(card(page)).toHaveCount(0);
  await term(page, 'ar-ness').click();
  await expect(card(page)).toBeVisible();
  await page
    .getByRole('heading', { name: 'Prompt' })
    .or(page.getByText('Model', { exact: true }))
    .first()
    .click();
  await expect(card(page)).toHaveCount(0);

  await term(page, 'temperature').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Temperature' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(card(page)).toHaveCount(0);
  await expect(term(page, 'temperature')).toBeFocused();
  await expect(page.getByRole('spinbutton', { name: 'Temperature' })).toHaveValue('0');
});

test('no card leaves the window at 390 px, nor in Chinese', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openPage(page);
  await page.evaluate(() => localStorage.setItem('diffuscope.language', 'zh'));
  await page.reload();
  await expect(page.getByText('一段录制的解码。')).toBeVisible();
  const ids = await page
    .locator('[data-term]:visible')
    .evaluateAll((all) => [...new Set(all.map((one) => (one as HTMLElement).dataset['term']!))]);
  expect(ids.length).toBeGreaterThan(15);
  for (const id of ids) {
    await page.locator(`[data-term="${id}"]:visible`).first().click();
    await expect(card(page)).toContainText('来源');
    await expectInWindow(page, card(page));
    await page.keyboard.press('Escape');
    await expect(card(page)).toHaveCount(0);
  }
});

test('a term in a menu leaves the menu open', async ({ page }) => {
  await openPage(page);
  await page.getByText('Convention', { exact: true }).first().click();
  await term(page, 'convention').click();
  await expect(page.getByRole('dialog', { name: 'Convention' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(term(page, 'convention')).toBeFocused();
});

test('the glossary is found from the help and searched', async ({ page }) => {
  await openPage(page);
  await page.keyboard.press('?');
  await page.getByRole('button', { name: 'Glossary' }).click();
  const glossary = page.getByRole('dialog', { name: 'Glossary' });
  await expect(glossary.getByRole('article')).toHaveCount(30);
  expect(await violations(page, '.glossary')).toEqual([]);
  await glossary.getByRole('searchbox').fill('kendall');
  await expect(glossary.getByRole('article')).toHaveCount(1);
  // As in every search field, the first Escape empties it.
  await page.keyboard.press('Escape');
  await expect(glossary.getByRole('article')).toHaveCount(30);
  await page.keyboard.press('Escape');
  await expect(glossary).toHaveCount(0);
});

test('the tour drives the page through six stops and puts it back', async ({ page }) => {
  await openPage(page);
  await page.keyboard.press('End');
  const end = await steps(page).textContent();
  // A tab that explains the sink's index too: the tour is to point at the sink itself.
  await page.getByText('Measures', { exact: true }).click();
  await page.getByRole('button', { name: 'Take the tour (1 min)' }).click();
  await expect(tour(page)).toContainText('Stop 1 of 6');
  await expect(steps(page)).toHaveText('0');
  expect(await violations(page, '.tour-card')).toEqual([]);

  const next = async (stop: number, title: string): Promise<void> => {
    await page.keyboard.press(stop % 2 === 0 ? 'ArrowRight' : 'Enter');
    await expect(tour(page)).toContainText(`Stop ${stop} of 6`);
    await expect(page.getByRole('dialog', { name: title })).toBeVisible();
    await expect(page.locator('[data-tour-target]')).toHaveCount(1);
    await expect(page.locator('[data-tour-target]')).toBeInViewport();
    await expectInWindow(page, tour(page));
  };
  await next(2, 'An order of its own');
  await expect.poll(async () => Number(await steps(page).textContent())).toBeGreaterThan(2);
  await next(3, 'One token’s candidates');
  await expect(page.getByRole('region', { name: 'Inspector' }).locator('li')).toHaveCount(8);
  await next(4, 'The entropy sink');
  await expect(page.locator('[data-tour-target]')).toHaveAccessibleName('Entropy sink');
  await expect(steps(page)).toHaveText('1');
  await next(5, 'AR-ness and its convention');
  await expect(steps(page)).toHaveText(end!);
  // The page beneath can be used: the convention switched, a term read.
  await page.getByText('Convention', { exact: true }).first().click();
  await expect(page.getByRole('combobox', { name: 'Convention of' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(tour(page)).toContainText('Stop 5 of 6');
  await tour(page).getByRole('button', { name: 'Next' }).click();
  await expect(tour(page)).toContainText('Stop 6 of 6');
  await tour(page).getByRole('button', { name: 'Done' }).click();
  await expect(tour(page)).toHaveCount(0);
  await expect(page.getByRole('combobox', { name: 'Strategy: which slots are committed first' })).toBeFocused();
  await expect(steps(page)).toHaveText(end!);
  await expect(page.getByRole('radio', { name: 'Order' })).toBeChecked();

  await page.reload();
  await expect(term(page, 'seed')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Take the tour (1 min)' })).toHaveCount(0);
});

test('the tour works at 390 px and with less motion, and Escape leaves it', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openPage(page);
  await page.getByLabel('More', { exact: true }).click();
  // The offer pushes nothing out of the window.
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await page.getByRole('button', { name: 'Take the tour (1 min)' }).click();
  for (let stop = 1; stop <= 6; stop++) {
    await expect(tour(page)).toContainText(`Stop ${stop} of 6`);
    await expectInWindow(page, tour(page));
    const target = (await page.locator('[data-tour-target]').boundingBox())!;
    const sheet = (await tour(page).boundingBox())!;
    expect(target.y, `stop ${stop} is seen above the sheet`).toBeLessThan(sheet.y - 40);
    if (stop === 2) {
      const shown = await steps(page).textContent();
      await page.waitForTimeout(600);
      expect(await steps(page).textContent()).toBe(shown);
    }
    if (stop < 6) await page.keyboard.press('ArrowRight');
  }
  await page.keyboard.press('Escape');
  await expect(tour(page)).toHaveCount(0);
  await expect(page.locator('[data-tour-target]')).toHaveCount(0);
});
