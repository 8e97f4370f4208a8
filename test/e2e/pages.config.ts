/** Builds and serves the test pages as the product is built and served: same bundler settings, same headers. */
import { defineConfig, mergeConfig } from 'vite';
import product from '../../vite.config.ts';

export default mergeConfig(
  product,
  defineConfig({
    build: {
      outDir: 'node_modules/.cache/e2e-pages',
      rolldownOptions: { input: ['test/e2e/pages/engine.html', 'test/e2e/pages/bench.html'] },
    },
  }),
);
