import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    testTimeout: 30_000,
    setupFiles: ['test/setup.ts'],
    // By default one core is left free, which on two is half the machine.
    maxWorkers: '100%',
  },
});
