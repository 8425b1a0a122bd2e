import { defineConfig } from 'vitest/config';
import shared from '../../vitest.shared.ts';

/** Comparisons with the original implementations from PyPI, which are installed when first needed. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    include: ['src/**/*.parity.test.ts'],
    exclude: ['**/node_modules/**'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: ['default', ['json', { outputFile: '.results/parity.json' }]],
  },
});
