/** Gallery, kept runs, links and copies, on the built page with the real model and the browser's own storage. */
import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { galleryExamples } from '../../src/state/gallery.ts';
import { parseTrace } from '../../src/trace/json.ts';
import { decode, openReady, runButton, stepCount, steps, test } from './watch-page.ts';

const dialog = (page: Page) => page.getByRole('dialog');
const openLibrary = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Library', exact: true }).click();
  await expect(dialog(page)).toBeVisible();
};
const rows = (page: Page) => dialog(page).locator('.run-row');

test('the gallery plays each example, by keys alone', async ({ page }) => {
  await page.goto('./');
  await expect(page.getByText('A recorded decode.')).toBeVisible();
  await expect(page.getByText(galleryExamples[0]!.lookFor)).toBeVisible();
  for (const { id, title, lookFor, answer } of galleryExamples) {
    await page.getByRole('button', { name: 'Gallery' }).focus();
    await page.keyboard.press('Enter');
    await expect(dialog(page).locator('.thumbnail svg')).toHaveCount(galleryExamples.length);
    await dialog(page)
      .getByRole('button', { name: new RegExp(title) })
      .focus();
    await page.keyboard.press('Enter');
    await expect(dialog(page)).toBeHidden();
    await expect(page.getByText(lookFor)).toBeVisible();
    await expect.poll(() => stepCount(page)).toBeGreaterThan(0);
    await page.keyboard.press('End');
    const lines = page.locator('.canvas .line:not(.tail)');
    const text = async () => (await lines.allTextContents()).join('').replace(/[\s↵]/g, '');
    await expect.poll(text).toContain(answer.replace(/\s/g, '').slice(0, 20));
    await expect.poll(() => page.url()).toContain(`#example=${id}&at=`);
  }
});

test('a run is kept with a name and a note, found again, deleted and brought back', async ({ page }) => {
  await openReady(page);
  await decode(page, 12);
  await decode(page, 14);
  await openLibrary(page);
  await expect(rows(page)).toHaveCount(2);
  await rows(page).first().getByRole('textbox', { name: 'Name', exact: true }).fill('Longer');
  await rows(page).first().getByRole('textbox', { name: 'Note', exact: true }).fill('fourteen positions');
  await page.keyboard.press('Enter');
  await dialog(page).getByRole('searchbox').fill('fourteen');
  await expect(rows(page)).toHaveCount(1);
  await page.keyboard.press('Escape');

  await page.reload();
  await expect(page.getByText('A kept decode.')).toBeVisible();
  await openLibrary(page);
  await expect(rows(page).first().getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Longer');
  await dialog(page).getByRole('searchbox').fill('FOURTEEN long');
  await expect(rows(page)).toHaveCount(1);
  await dialog(page).getByRole('searchbox').fill('no such word');
  await expect(dialog(page)).toContainText('No run has all these words.');
  await dialog(page).getByRole('searchbox').fill('');

  await page.getByRole('button', { name: 'Delete Longer' }).click();
  await expect(rows(page)).toHaveCount(1);
  await expect(page.getByRole('button', { name: 'Undo' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(2);
  await expect(rows(page).first().getByRole('textbox', { name: 'Note', exact: true })).toHaveValue(
    'fourteen positions',
  );

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save Longer' }).click();
  expect(parseTrace(await readFile((await (await download).path())!, 'utf8')).request.canvasLength).toBe(14);
  await rows(page).nth(1).getByRole('button', { name: /^Open/ }).click();
  await expect(steps(page)).toHaveText('12');
});

test('a tab that closes during a run keeps its steps, and two tabs see the same runs', async ({ page, context }) => {
  await openReady(page);
  for (const name of ['Canvas', 'Steps', 'Block']) await page.getByRole('spinbutton', { name }).fill('192');
  await runButton(page).click();
  await expect.poll(() => stepCount(page)).toBeGreaterThan(2);
  const other = await context.newPage();
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await page.waitForTimeout(500);
  await page.close();

  await openReady(other);
  await openLibrary(other);
  await expect(rows(other)).toHaveCount(1);
  await expect(rows(other)).toContainText('192 positions');
  await other.keyboard.press('Escape');

  const third = await context.newPage();
  await openReady(third);
  await openLibrary(third);
  await expect(rows(third)).toHaveCount(1);
  await third.getByRole('button', { name: /^Delete/ }).click();
  await openLibrary(other);
  await expect(rows(other)).toHaveCount(0);
});

test('a link restores everything, and offers the run where it is not kept', async ({ page, context }) => {
  await openReady(page);
  await page.getByRole('textbox', { name: 'Prompt' }).fill("Write f(n) & g('x'). #1");
  await page.getByRole('spinbutton', { name: 'Temperature' }).fill('0.3');
  await page.getByRole('spinbutton', { name: 'Seed' }).or(page.getByLabel('Seed')).first().fill('77');
  await page.getByRole('radio', { name: 'Entropy' }).first().check();
  await decode(page, 12);
  await page.keyboard.press('Escape');
  await page.getByRole('slider', { name: 'Step' }).fill('5');
  await expect.poll(() => page.url()).toContain('at=5');
  const url = page.url();
  const text = await page.locator('.canvas').textContent();

  // In this browser the run is kept.
  await page.goto('about:blank');
  await page.goto(url);
  await expect(page.getByText('A kept decode.')).toBeVisible();
  await expect(steps(page)).toHaveText('5');
  expect(await page.locator('.canvas').textContent()).toBe(text);

  // In another it is offered.
  const elsewhere = await (await context.browser()!.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await elsewhere.goto(url);
  await expect(elsewhere.getByText('This link is a decode that is not kept in this browser.')).toBeVisible();
  await expect(elsewhere.getByRole('textbox', { name: 'Prompt' })).toHaveValue("Write f(n) & g('x'). #1");
  await expect(elsewhere.getByRole('spinbutton', { name: 'Temperature' })).toHaveValue('0.3');
  await elsewhere.waitForTimeout(600);
  expect(elsewhere.url()).toBe(url);
  await elsewhere.getByRole('button', { name: 'Run it' }).click({ timeout: 60_000 });
  await expect(steps(elsewhere)).toHaveText('5', { timeout: 60_000 });
  await expect(elsewhere.getByText('Your decode.')).toBeVisible();
  await elsewhere.context().close();
});

test('what a link says wrongly is left out and named; Back goes back', async ({ page }) => {
  await page.goto('./#example=ties&at=10&colour=red&__proto__=1');
  await expect(page.getByRole('alert')).toContainText('colour=red, __proto__=1');
  await expect(steps(page)).toHaveText('10');
  await expect.poll(() => page.url()).toMatch(/#example=ties&at=10$/);
  // While it loads the address is that of what comes, or Back would find no other to go to.
  await page.route('**/traces/parallel.json.gz', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await route.continue();
  });
  await page.evaluate(() => {
    location.hash = '#example=parallel&at=3';
  });
  await page.keyboard.press('2'); // Colours by entropy: a change that is to be written.
  await page.waitForTimeout(600);
  expect(new URL(page.url()).hash).toBe('#example=parallel&at=3');
  await expect(steps(page)).toHaveText('3');
  await page.goBack();
  await expect(steps(page)).toHaveText('10');
});

test('a link of a comparison fills the panes and offers the run, and the address follows', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const link = '#p=Write+a+function.&panes=2&canvas=12&t=0.2&topp=0.95&b.ties=random&base=b&at=5';
  await page.goto(`./${link}&c.t=1&b.steps=none`);
  await expect(page.getByRole('alert')).toContainText('c.t=1, b.steps=none');
  await expect(page.getByRole('region', { name: /^Pane/ })).toHaveCount(2);
  for (const letter of ['A', 'B']) {
    await expect(page.getByRole('region', { name: new RegExp(`^Pane ${letter}`) })).toContainText('not run');
  }
  await expect(page.getByRole('button', { name: 'Tie rule' })).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('spinbutton', { name: 'Canvas' })).toHaveValue('12');
  // Watch is set to the first pane.
  await page.getByRole('button', { name: 'Watch', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Run it' })).toBeVisible();
  await expect(page.getByRole('spinbutton', { name: 'Temperature' })).toHaveValue('0.2');
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await expect.poll(() => new URL(page.url()).hash).toBe(link);

  await page.getByRole('button', { name: /^Run all/ }).click({ timeout: 60_000 });
  await expect(page.getByText('2 of 2 panes hold a decode.')).toBeAttached({ timeout: 60_000 });
  for (const letter of ['A', 'B']) {
    await expect(page.getByRole('region', { name: new RegExp(`^Pane ${letter}`) })).toContainText('step 5 of 12');
  }
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => new URL(page.url()).hash).toBe(link.replace('at=5', 'at=6'));

  await page.getByRole('button', { name: 'Share' }).click();
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect.poll(clipboard).toBe(page.url());
  await page.getByRole('button', { name: 'Copy command' }).click();
  await expect.poll(clipboard).toMatch(/--out=a\.json\n\nnpx diffuscope decode.*--ties=random.*--out=b\.json$/s);
  await dialog(page).getByText('Pane B', { exact: true }).click();
  await page.getByRole('button', { name: 'Copy Python' }).click();
  await expect.poll(clipboard).toContain('Ties went to "random" here');
  await page.keyboard.press('Escape');

  // A link to a decode goes back to Watch, and Back to the panes.
  await page.evaluate(() => {
    location.hash = '#example=parallel&at=3';
  });
  await expect(steps(page)).toHaveText('3');
  await page.goBack();
  await expect(page.getByRole('region', { name: /^Pane/ })).toHaveCount(2);
});

test('says that a long prompt is not in the link', async ({ page }) => {
  await openReady(page);
  await page.getByRole('textbox', { name: 'Prompt' }).fill('a'.repeat(8001));
  await page.getByRole('button', { name: 'Share' }).click();
  await dialog(page).getByText('Prompt and settings as they are now').click();
  await expect(dialog(page)).toContainText('The prompt is not in the link');
  await expect(dialog(page)).toContainText('#p=&');
});

test('a link does not break a decode', async ({ page }) => {
  await openReady(page);
  for (const name of ['Canvas', 'Steps', 'Block']) await page.getByRole('spinbutton', { name }).fill('192');
  await runButton(page).click();
  await expect.poll(() => stepCount(page)).toBeGreaterThan(1);
  await page.evaluate(() => {
    location.hash = '#example=parallel';
  });
  await expect(page.getByRole('alert')).toContainText('A link cannot open during a decode.');
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText('Your decode.')).toBeVisible();
  await expect.poll(() => page.url()).toContain('canvas=192');
});

test('of two files dropped the first opens, and the other is kept', async ({ page }) => {
  await page.goto('./');
  await expect(page.getByText('A recorded decode.')).toBeVisible();
  const packed = await (await page.request.get('traces/parallel.json.gz')).body();
  const plain = await (await page.request.get('traces/first-light.json')).text();
  const transfer = await page.evaluateHandle(
    ([gz, json]) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(gz!), (c) => c.charCodeAt(0))], 'first.json.gz'));
      data.items.add(new File([json!], 'second.json'));
      data.items.add(new File(['no trace'], 'third.json'));
      return data;
    },
    [packed.toString('base64'), plain],
  );
  await page.locator('.page').dispatchEvent('drop', { dataTransfer: transfer });
  await expect(page.getByText('An opened trace.')).toBeVisible();
  await expect(steps(page)).toHaveText('8');
  await expect(page.getByText('Kept in the library: second.')).toBeVisible();
  await expect(page.getByText(/Not opened: third\. /)).toBeVisible();
  await openLibrary(page);
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('second');
});

test('a decode copies as a link, a command and a Python call', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('./#example=blocks&at=20');
  await expect(steps(page)).toHaveText('20');
  await page.getByRole('button', { name: 'Share' }).click();
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect.poll(clipboard).toMatch(/#example=blocks&at=20$/);
  await page.getByRole('button', { name: 'Copy command' }).click();
  await expect.poll(clipboard).toContain('--block-length=32');
  await page.getByRole('button', { name: 'Copy Python' }).click();
  await expect.poll(clipboard).toContain('remasking="low_confidence"');
});

test('works and says so where the browser keeps nothing', async ({ page }) => {
  await page.addInitScript(() => {
    indexedDB.open = () => {
      throw new DOMException('denied', 'SecurityError');
    };
  });
  await openReady(page);
  await decode(page, 8);
  await openLibrary(page);
  await expect(dialog(page)).toContainText('This browser lets the page keep nothing');
});

for (const theme of ['light', 'dark'] as const) {
  test(`every dialog is accessible in the ${theme} theme, also at 390 px`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await openReady(page);
    await decode(page, 8);
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 844 });
      for (const name of ['Gallery', 'Library', 'Share']) {
        const button = page.getByRole('button', { name, exact: true });
        if (!(await button.isVisible())) await page.getByLabel('More').click();
        await button.click();
        await expect(dialog(page)).toBeVisible();
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
        await page.keyboard.press('Escape');
        await expect(dialog(page)).toBeHidden();
      }
    }
  });
}
