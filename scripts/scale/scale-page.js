/** A Chromium with a profile of its own, in which a test page brings a model to the browser's disk and loads it. */
import { createServer } from 'node:http';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import sirv from 'sirv';
import { ensureChromium } from '../chromium.js';
import { securityHeaders } from '../headers.js';
import { root } from '../setup.js';
import { createHeapSampler } from './heap-sampler.js';

/** @param {string} folder of all the big files */
export async function openScalePage(folder) {
  const server = await serve(join(folder, 'served'));
  const profile = join(folder, 'profile');
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: ensureChromium(),
    args: [
      ...['--no-sandbox', '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
    ],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const session = await context.newCDPSession(page);
  const sampler = await createHeapSampler(session, profile);
  await page.goto(`${server.origin}test/e2e/pages/scale.html`);
  await page.waitForFunction(() => 'scalePage' in globalThis);

  /**
   * @param {string} method of the page @param {...unknown} given
   * @returns {Promise<any>}
   */
  const call = async (method, ...given) => {
    const outcome = await page.evaluate(
      ({ name, values }) => /** @type {any} */ (globalThis).scalePage[name](...values),
      { name: method, values: given },
    );
    if (outcome.error === undefined) return outcome.value;
    throw new Error(`${method}: ${outcome.error.code}: ${outcome.error.message} ${outcome.error.remedy}`);
  };

  return {
    call,
    during: sampler.during,
    /** A browser with a profile of its own does not say it otherwise. */
    version: async () => (await session.send('Browser.getVersion')).product.replace(/^\w+\//, ''),
    /** To the browser's disk, and from there to the GPU. @param {string} name */
    async bring(name) {
      console.error(`Downloading ${name} to the browser's disk …`);
      const download = await sampler.during(() => call('download', `${server.origin}served/${name}/`));
      console.error(`Loading ${name} …`);
      const load = await sampler.during(() => call('load', download.value));
      const { milestones, detail } = load.value;
      const bytes = milestones.at(-1).totalBytes;
      const cost = (/** @type {typeof load} */ { seconds, peaks }) => ({
        bytes,
        seconds,
        bytesPerSecond: bytes / seconds,
        peaks,
      });
      return {
        id: download.value,
        download: cost(download),
        load: { detail, ...cost(load), parts: partsOf(milestones) },
      };
    },
    async close() {
      await sampler.stop();
      await context.close();
      server.close();
    },
  };
}

/** @param {string} models folder, served as `served/` beside the test pages */
async function serve(models) {
  const headers = Object.entries(securityHeaders({ dev: false }));
  const setHeaders = (/** @type {import('node:http').ServerResponse} */ response) => {
    for (const [name, value] of headers) response.setHeader(name, value);
  };
  const options = { etag: true, dev: true, setHeaders };
  const app = sirv(`${root}node_modules/.cache/e2e-pages`, options);
  const modelFiles = sirv(models, options);
  const http = createServer((request, response) => {
    const none = () => void response.writeHead(404).end();
    if (request.url?.startsWith('/served/')) {
      request.url = request.url.slice('/served'.length);
      modelFiles(request, response, none);
    } else app(request, response, none);
  });
  await new Promise((resolve) => http.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (http.address());
  return { origin: `http://localhost:${port}/`, close: () => http.close() };
}

/** What came in one go with its time, where it is more than a graph. @param {any[]} milestones */
function partsOf(milestones) {
  const parts = [];
  let before = milestones[0];
  for (const each of milestones) {
    const bytes = each.loadedBytes - before.loadedBytes;
    if (bytes <= 0) continue;
    if (bytes > 2 ** 24) parts.push({ bytes, seconds: (each.millis - before.millis) / 1000 });
    before = each;
  }
  return parts;
}
