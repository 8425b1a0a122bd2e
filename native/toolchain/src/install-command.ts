import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * What a user types to have a native part fetched and built.
 * @param packageFolder Of the native part: in a checkout its sources lie there.
 */
export function installCommand(packageFolder: string): string {
  if (existsSync(join(packageFolder, 'src'))) return 'pnpm build';
  try {
    // Without the command at hand npx would fetch whatever the registry has under its name.
    createRequire(join(process.cwd(), 'package.json')).resolve('@a2pd/cli/package.json');
    return 'npx a2pd install';
  } catch {
    return `node ${join(packageFolder, 'install.mjs')}`;
  }
}
