/** Starts a bench from a checkout: builds what changed since the last start, then hands over to bench/. */
import './require-node.mjs';
import { join } from 'node:path';
import { buildIfChanged, root } from './build.mjs';

const status = buildIfChanged(['build', 'native']);
if (status !== 0) process.exit(status);

await import(join(root, 'bench', 'dist', 'main.js'));
