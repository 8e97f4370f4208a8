/** Builds and serves the test pages as the product is built and served: same bundler settings, same headers. */
import { defineConfig, mergeConfig } from 'vite';
import product from '../../vite.config.ts';

export default mergeConfig(
  product,
  defineConfig({
    build: {
      outDir: 'node_modules/.cache/e2e-pages',
      rolldownOptions: { input: ['engine', 'bench', 'storage', 'head'].map((name) => `test/e2e/pages/${name}.html`) },
    },
  }),
);
