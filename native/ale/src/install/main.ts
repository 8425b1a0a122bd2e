/** The package's install script, and `pnpm native` in a checkout. */
import { A2pdError } from '@a2pd/core';
import { install } from './install.js';

try {
  await install((line) => console.log(`ALE: ${line}`));
} catch (error) {
  console.error(error instanceof A2pdError ? `ALE: ${error.message}` : error);
  process.exitCode = 1;
}
