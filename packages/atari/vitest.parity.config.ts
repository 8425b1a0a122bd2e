import { defineConfig, mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.ts';

/** The parity lane: against the originals from PyPI. */
export default mergeConfig(
  defineConfig({ ...shared, test: { ...shared.test, include: [], exclude: [], reporters: [] } }),
  defineConfig({
    test: {
      include: ['src/**/*.parity.test.ts'],
      exclude: ['**/node_modules/**'],
      testTimeout: 300_000,
      reporters: ['default', ['json', { outputFile: '.results/parity.json' }]],
    },
  }),
);
