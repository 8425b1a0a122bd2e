import { defineConfig } from 'vitest/config';
import shared from '../../vitest.shared.ts';

/** Tests that take long. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    include: ['src/**/*.soak.test.ts'],
    exclude: ['**/node_modules/**'],
    testTimeout: 1_800_000,
    reporters: ['default', ['json', { outputFile: '.results/soak.json' }]],
  },
});
