import { defineConfig } from 'vitest/config';
import shared from '../../vitest.shared.ts';

/** Comparisons with rliable from PyPI, which is installed when first needed. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    include: ['src/**/*.parity.test.ts'],
    exclude: ['**/node_modules/**'],
    testTimeout: 600_000,
    reporters: ['default', ['json', { outputFile: '.results/parity.json' }]],
  },
});
