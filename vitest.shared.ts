import { defineConfig } from 'vitest/config';

/**
 * One lane of a package's tests: files named `*<suffix>.test.ts`. Sources are run as they are, and results are left in
 * `.results/<lane>.json` for scripts/test.mjs to count.
 */
function lane(name: string, suffix: string, timeoutMinutes: number) {
  const conditions = ['a2pd-source', 'node', 'import', 'default'];
  const others = ['.parity', '.soak'].filter((other) => other !== suffix);
  return defineConfig({
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      include: [`src/**/*${suffix}.test.ts`, `test/**/*${suffix}.test.ts`],
      exclude: ['**/node_modules/**', ...others.map((other) => `**/*${other}.test.ts`)],
      pool: 'forks',
      maxWorkers: 1,
      testTimeout: timeoutMinutes * 60_000,
      hookTimeout: timeoutMinutes * 60_000,
      reporters: ['default', ['json', { outputFile: `.results/${name}.json` }]],
    },
  });
}

/** Every package's ordinary tests (`pnpm test`). */
export default lane('test', '', 5);

/** Comparisons with the original implementations from PyPI, which are installed when first needed (`pnpm test:parity`). */
export const parity = lane('parity', '.parity', 15);

/** The long forms of fault and memory tests (`pnpm soak`). */
export const soak = lane('soak', '.soak', 120);
