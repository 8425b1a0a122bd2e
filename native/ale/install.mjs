/** The install script: fetches and builds the native part; in a checkout `pnpm build` does, when it has compiled this package. */
import { existsSync } from 'node:fs';

if (!existsSync(new URL('src', import.meta.url))) await import('./dist/install/main.js');
