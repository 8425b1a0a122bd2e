import { defineConfig } from 'vitest/config';

/** Settings of every package's tests: sources are run as they are, results are left for scripts/test.mjs to count. */
export default defineConfig({
  resolve: { conditions: ['a2pd-source', 'node', 'import', 'default'] },
  ssr: { resolve: { conditions: ['a2pd-source', 'node', 'import', 'default'] } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/*.parity.test.ts', '**/*.soak.test.ts', '**/node_modules/**'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', ['json', { outputFile: '.results/test.json' }]],
  },
});
