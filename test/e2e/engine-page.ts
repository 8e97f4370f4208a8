/** The page of test/e2e/pages/engine.ts, for specs that call the engine. */
import type { BrowserContext, Page } from '@playwright/test';
import type { TestPage } from './pages/engine.ts';

/** Of the pages that exist only for tests. */
export const origin = `http://localhost:${Number(process.env['E2E_PORT'] ?? 4173) + 1}/`;

export async function openPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${origin}test/e2e/pages/engine.html`);
  await page.waitForFunction(() => 'testPage' in window);
  return page;
}

/** Calls a method of `window.testPage`. */
export function call<K extends keyof TestPage>(page: Page, method: K, ...args: Parameters<TestPage[K]>) {
  return page.evaluate(
    ([name, given]) => (window.testPage[name as K] as (...each: unknown[]) => unknown)(...(given as unknown[])),
    [method, args] as const,
  ) as Promise<Awaited<ReturnType<TestPage[K]>>>;
}

/** Answers the model's addresses below `url` with the files of a folder. */
export async function serveFolder(context: BrowserContext, url: string, folder: string): Promise<void> {
  await context.route(`${url}**`, (route) =>
    route.fulfill({ path: `${folder}/${route.request().url().slice(url.length)}` }),
  );
}
