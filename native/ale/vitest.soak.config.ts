import { defineConfig, mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.ts';

/** Long runs and broken input by the hundred thousand. */
export default mergeConfig(
  defineConfig({ ...shared, test: { ...shared.test, include: [], exclude: [], reporters: [] } }),
  defineConfig({
    test: {
      include: ['src/**/*.soak.test.ts'],
      exclude: ['**/node_modules/**'],
      testTimeout: 3_600_000,
      reporters: ['default', ['json', { outputFile: '.results/soak.json' }]],
    },
  }),
);
