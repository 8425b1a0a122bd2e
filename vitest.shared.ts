import { existsSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vitest/config';

/** Runs this workspace's packages from their sources: their `exports` name what the build makes of these. */
const sources: Plugin = {
  name: 'a2pd-sources',
  enforce: 'pre',
  async resolveId(name, importer, options) {
    if (!name.startsWith('@a2pd/')) return null;
    const resolved = await this.resolve(name, importer, { ...options, skipSelf: true });
    const source = resolved?.id.replace(/\/dist\/(.+)\.js$/, '/src/$1.ts');
    return source !== undefined && existsSync(source) ? source : resolved;
  },
};

/**
 * One lane of a package's tests: files named `*<suffix>.test.ts`. Sources are run as they are, and results are left in
 * `.results/<lane>.json` for scripts/test.mjs to count.
 */
function lane(name: string, suffix: string, timeoutMinutes: number) {
  const others = ['.parity', '.soak'].filter((other) => other !== suffix);
  return defineConfig({
    plugins: [sources],
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
