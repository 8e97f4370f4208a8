/** The page of test/e2e/pages/storage.ts and a server of one model, for specs of models on the browser's disk. */

import { createHash } from 'node:crypto';
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import type { Manifest, ModelFile } from '../../src/model/manifest.ts';
import { manifest as fixture } from '../model/fixture.ts';
import { type Asked, type ModelServer, startModelServer } from './model-server.ts';
import type { StorageTestPage } from './pages/storage.ts';

export const origin = `http://localhost:${Number(process.env['E2E_PORT'] ?? 4173) + 1}/`;
export const MIB = 2 ** 20;
/** Ranges are of 8 MiB. */
export const weights = Buffer.from(new Uint32Array(5 * MIB).map((_, index) => Math.imul(index, 2654435761)).buffer);
export const graph = Buffer.from('a graph');
export const tokenizer = Buffer.from('{}');

export const fileOf = (name: string, content: Buffer): ModelFile => ({
  name,
  bytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
});

export const weightsFile = fileOf('f32.data', weights);
export const graphFile = fileOf('f32.onnx', graph);
export const part = { name: 'whole', graph: graphFile, data: [weightsFile] };
export const manifest: Manifest = {
  ...fixture,
  tokenizer: fileOf('tokenizer.json', tokenizer),
  variants: { f32: { quantisation: 'f32', parts: [part], sha256: '0'.repeat(64) } },
};
export const totalBytes = weights.length + graph.length + tokenizer.length;

export const filesOf = (told: Manifest) =>
  new Map([
    ['manifest.json', Buffer.from(JSON.stringify(told))],
    ['tokenizer.json', tokenizer],
    ['f32.onnx', graph],
    ['f32.data', weights],
  ]);

export const test = base.extend<{ server: ModelServer; tab: Page }>({
  // biome-ignore lint/correctness/noEmptyPattern: the form Playwright wants
  server: async ({}, use) => {
    const server = await startModelServer(filesOf(manifest));
    await use(server);
    await server.close();
  },
  tab: async ({ context }, use) => use(await openTab(context)),
});

/** For `expect.poll` of a call into the page: often enough, and not all the time. */
export const OFTEN = { intervals: [50] };

export async function openTab(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${origin}test/e2e/pages/storage.html`);
  await page.waitForFunction(() => 'storagePage' in window);
  return page;
}

/** Calls a method of `window.storagePage`. */
export function call<K extends keyof StorageTestPage>(page: Page, method: K, ...args: Parameters<StorageTestPage[K]>) {
  return page.evaluate(
    ([name, given]) => (window.storagePage[name as K] as (...each: unknown[]) => unknown)(...(given as unknown[])),
    [method, args] as const,
  ) as Promise<Awaited<ReturnType<StorageTestPage[K]>>>;
}

export const weightsServed = ({ served }: ModelServer): Asked[] => served.filter(({ name }) => name === 'f32.data');
export const sizeOf = (ranges: readonly Asked[]) => ranges.reduce((sum, { start, end }) => sum + end - start, 0);

/** Ranges of one file, joined, where none overlaps another. */
export function joined(ranges: readonly Asked[]): (readonly [number, number])[] {
  const whole: [number, number][] = [];
  for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = whole.at(-1);
    expect(start).toBeGreaterThanOrEqual(last?.[1] ?? 0);
    if (last?.[1] === start) last[1] = end;
    else whole.push([start, end]);
  }
  return whole;
}

export async function stored(page: Page) {
  const { value } = await call(page, 'list');
  expect(value).toHaveLength(1);
  return value![0]!;
}

export async function expectWhole(page: Page): Promise<string> {
  const { id, quantisations } = await stored(page);
  expect(quantisations).toMatchObject([{ quantisation: 'f32', complete: true, totalBytes, bytesDone: totalBytes }]);
  for (const file of [weightsFile, graphFile, manifest.tokenizer]) {
    expect(await call(page, 'sha256', id, file)).toEqual({ value: file.sha256 });
  }
  return id;
}
