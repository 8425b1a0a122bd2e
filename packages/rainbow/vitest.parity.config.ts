import { defineConfig } from 'vitest/config';
import shared from '../../vitest.shared.ts';

/** Comparisons with other people's implementations from PyPI, which are installed when first needed. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    include: ['src/**/*.parity.test.ts'],
    exclude: ['**/node_modules/**'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    reporters: ['default', ['json', { outputFile: '.results/parity.json' }]],
  },
});
