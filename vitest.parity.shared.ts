import { mergeConfig } from 'vitest/config';
import shared from './vitest.shared.ts';

/** The lane that compares with the original implementations from PyPI (`pnpm test:parity`). */
export default {
  ...mergeConfig(shared, {}),
  test: {
    ...shared.test,
    include: ['src/**/*.parity.test.ts', 'test/**/*.parity.test.ts'],
    exclude: ['**/node_modules/**'],
    testTimeout: 900_000,
    hookTimeout: 900_000,
    reporters: ['default', ['json', { outputFile: '.results/parity.json' }]],
  },
};
