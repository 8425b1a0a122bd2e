/**
 * Starts the `a2pd` command from a checkout: builds what changed since the last start, then hands over.
 * Plain JavaScript without dependencies, so that it can also explain what an unfit machine lacks.
 */
import './require-node.mjs';
import '../packages/cli/bin/require-limits.js';
import { buildIfChanged } from './build.mjs';

// What only explains must work even where the native parts cannot be built; `install` builds them itself.
const needsNoNative =
  process.argv.length <= 2 ||
  process.argv.some((argument) => /^(doctor|install|help|--help|-h|--version)$/.test(argument));
const status = buildIfChanged(needsNoNative ? ['build'] : ['build', 'native']);
if (status !== 0) process.exit(status);

await import('../packages/cli/dist/main.js');
