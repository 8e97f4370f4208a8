import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/chromium.js';

/** Of the app; the test pages are one above. `E2E_PORT` lets several checkouts test at once. */
const port = Number(process.env['E2E_PORT'] ?? 4173);
/** The pages that exist only for tests, see test/e2e/pages.config.ts. */
const pages = 'test/e2e/pages.config.ts';

export default defineConfig({
  testDir: 'test/e2e',
  fullyParallel: false,
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    baseURL: `http://localhost:${port}/`,
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: findChromium() ?? '',
      args: [
        '--no-sandbox',
        '--enable-unsafe-webgpu',
        '--use-webgpu-adapter=swiftshader',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
  webServer: [
    {
      command: `node scripts/serve.js --port ${port}`,
      url: `http://localhost:${port}/`,
      reuseExistingServer: !process.env['CI'],
    },
    {
      command: `npx vite build --config ${pages} --logLevel warn && npx vite preview --config ${pages} --port ${port + 1} --strictPort`,
      url: `http://localhost:${port + 1}/test/e2e/pages/engine.html`,
      reuseExistingServer: !process.env['CI'],
    },
  ],
});
