import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * What a user types to have a native part fetched and built.
 * @param packageFolder Of the native part: in a checkout its sources lie there.
 */
export function installCommand(packageFolder: string): string {
  if (existsSync(join(packageFolder, 'src'))) return 'pnpm build';
  // Without the command at hand npx would fetch whatever the registry has under its name.
  return hasCommand(process.cwd()) ? 'npx a2pd install' : `node ${join(packageFolder, 'install.mjs')}`;
}

/** Whether npx finds `a2pd` from this folder. */
function hasCommand(folder: string): boolean {
  if (existsSync(join(folder, 'node_modules', '.bin', 'a2pd'))) return true;
  const above = dirname(folder);
  return above !== folder && hasCommand(above);
}
