/** The form of the page: widths, languages, movement, focus, writing systems. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { openReady, runButton, test } from './watch-page.ts';

const heights: Record<number, number> = {
  390: 844,
  768: 1024,
  1024: 768,
  1280: 800,
  1440: 900,
  1920: 1080,
  2560: 1440,
};

async function open(page: Page, width = 1440): Promise<void> {
  await page.setViewportSize({ width, height: heights[width]! });
  await page.goto('./');
  await expect(page.locator('.chart svg').first()).toBeVisible();
}

/** Starts to sum up the layout shifts that no press or key has caused. */
async function watchShifts(page: Page): Promise<() => Promise<{ score: number; moved: string[] }>> {
  await page.evaluate(() => {
    const seen = { score: 0, moved: [] as string[] };
    Object.assign(window, { shifts: seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as LayoutShift[]) {
        if (entry.hadRecentInput) continue;
        seen.score += entry.value;
        // Text that ends at the right starts further left when it grows; elements keep their place.
        seen.moved.push(...entry.sources.flatMap(({ node }) => (node instanceof Element ? [node.outerHTML] : [])));
      }
    }).observe({ type: 'layout-shift' });
  });
  return () => page.evaluate(() => (window as unknown as { shifts: { score: number; moved: string[] } }).shifts);
}

interface LayoutShift {
  readonly value: number;
  readonly hadRecentInput: boolean;
  readonly sources: readonly { readonly node: Node | null }[];
}

for (const width of [390, 1440]) {
  test(`nothing moves while tokens arrive at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: heights[width]! });
    await openReady(page);
    const shifts = await watchShifts(page);
    await page.getByRole('button', { name: 'First step' }).click();
    await page.getByRole('button', { name: 'Play' }).click();
    await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
    expect((await shifts()).moved).toEqual([]);
    expect((await shifts()).score).toBeLessThan(0.002);

    await runButton(page).click();
    await expect(page.getByRole('status')).toContainText('Decode finished', { timeout: 90_000 });
    expect((await shifts()).score).toBeLessThan(0.01);
  });
}

test('stands still for those who ask for it', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page);
  await page.keyboard.press('Home');
  await page.keyboard.press('Space');
  for (let frame = 0; frame < 20; frame++) {
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
    await page.waitForTimeout(50);
  }
});

for (const language of ['en', 'zh'] as const) {
  test.describe(language, () => {
    test.use({ locale: language === 'zh' ? 'zh-CN' : 'en-GB' });

    test('fits every width, and no word of it is cut', async ({ page }) => {
      await open(page);
      await expect(page.locator('html')).toHaveAttribute('lang', language === 'zh' ? 'zh-Hans' : 'en');
      for (const [place, width] of [0, 1].flatMap((place) =>
        Object.keys(heights).map((key) => [place, Number(key)] as const),
      )) {
        await page.setViewportSize({ width, height: heights[width]! });
        await page.locator('.places .place').nth(place).click();
        await expect(page.locator(place === 0 ? '.watch' : '.compare-bar')).toBeVisible();
        expect(await page.evaluate(() => document.documentElement.scrollWidth), `${width} px`).toBe(width);
        const cut = await page
          .locator(
            'button, summary, h1, h2:not(:has(.slot-token)), dt, label, legend, .segments label, .tie-note, .problem',
          )
          .evaluateAll((elements) =>
            elements
              .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
              .map((element) => element.textContent),
          );
        expect(cut, `${width} px`).toEqual([]);
        const header = (await page.locator('.header').boundingBox())!;
        for (const part of await page.locator('.header > *, .header-actions > *:visible').all()) {
          const box = await part.boundingBox();
          if (box === null) continue;
          expect(box.x + box.width, `${width} px`).toBeLessThanOrEqual(width);
          expect(box.y + box.height, `${width} px`).toBeLessThanOrEqual(header.y + header.height);
        }
      }
    });

    for (const [theme, width] of [
      ['light', 768],
      ['dark', 390],
    ] as const) {
      test(`is accessible at ${width} px in the ${theme} theme`, async ({ page }) => {
        await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
        await open(page, width);
        await page.locator('.header-actions summary').click();
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
      });
    }
  });
}

for (const theme of ['light', 'dark'] as const) {
  test(`shows where the focus is in the ${theme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await openReady(page);
    const seen: string[] = [];
    for (let stop = 0; stop < 120; stop++) {
      await page.keyboard.press('Tab');
      const ring = await page.evaluate(focusRing);
      if (ring === null || seen.includes(ring.path)) break;
      seen.push(ring.path);
      expect(ring.width, ring.path).toBeGreaterThanOrEqual(2);
      expect(ring.contrast, ring.path).toBeGreaterThanOrEqual(3);
    }
    expect(seen.length).toBeGreaterThan(30);
  });
}

/** The outline around the focus, on it or on what stands for it, and its contrast to what lies behind. */
function focusRing(): { path: string; width: number; contrast: number } | null {
  const focused = document.activeElement;
  if (focused === null || focused === document.body) return null;
  const index = [...document.querySelectorAll('*')].indexOf(focused);
  const path = `${index} ${focused.tagName} ${focused.className} ${focused.getAttribute('aria-label') ?? focused.textContent?.slice(0, 20)}`;
  const context = document.createElement('canvas').getContext('2d')!;
  const rgba = (css: string): number[] => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = css;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (css: string): number => {
    const [r, g, b] = rgba(css).map((channel) => {
      const value = channel / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };
  const ringed = [focused, focused.parentElement!].find((one) => getComputedStyle(one).outlineStyle !== 'none');
  if (ringed === undefined) return { path, width: 0, contrast: 0 };
  const { outlineWidth, outlineColor, outlineOffset } = getComputedStyle(ringed);
  let behind: Element | null = Number.parseFloat(outlineOffset) < 0 ? ringed : ringed.parentElement;
  while (behind !== null && rgba(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
  const [light, dark] = [
    luminance(outlineColor),
    luminance(getComputedStyle(behind ?? document.documentElement).backgroundColor),
  ].sort((a, b) => b - a);
  return { path, width: Number.parseFloat(outlineWidth), contrast: (light! + 0.05) / (dark! + 0.05) };
}

test('keeps its order with prompts in every direction and width of writing', async ({ page }) => {
  const prompts = [
    'اكتب دالة تعكس سلسلة نصية 123',
    'כתוב פונקציה (abc) שהופכת מחרוזת',
    '写一个反转字符串的函数',
    '👩‍👩‍👧‍👦🏳️‍🌈 flip 🧪',
    '\u202Egnirts a\u202C reverse',
  ];
  await openReady(page);
  for (const prompt of prompts) {
    await page.getByRole('textbox', { name: 'Prompt' }).fill(prompt);
    const rightToLeft = /^[\u0590-\u06ff]/.test(prompt);
    await expect(page.getByRole('textbox', { name: 'Prompt' })).toHaveCSS('direction', rightToLeft ? 'rtl' : 'ltr');
  }
  await page.getByRole('textbox', { name: 'Prompt' }).fill(`${prompts.join(' ')}${'ا'.repeat(20)}`);
  for (const name of ['Canvas', 'Steps', 'Block']) await page.getByRole('spinbutton', { name }).fill('4');
  await runButton(page).click();
  await expect(page.getByRole('status')).toContainText('Decode finished', { timeout: 90_000 });
  await expect(page.locator('.prompt-line')).toHaveCSS('direction', 'rtl');
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: heights[width]! });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    expect((await page.locator('.header h1').boundingBox())!.x).toBeLessThan(30);
  }
});
