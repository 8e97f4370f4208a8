/** Builds and serves the test pages as the product is built and served: same bundler settings, same headers. */
import { readdirSync } from 'node:fs';
import { defineConfig, mergeConfig } from 'vite';
import product from '../../vite.config.ts';

const folder = 'test/e2e/pages';
const pages = readdirSync(folder).filter((name) => name.endsWith('.html'));

export default mergeConfig(
  product,
  defineConfig({
    build: {
      outDir: 'node_modules/.cache/e2e-pages',
      rolldownOptions: { input: pages.map((name) => `${folder}/${name}`) },
    },
  }),
);
