/** The peers' Python packages, installed on demand into `.python/`, which git ignores. */
import { join } from 'node:path';
import { type Log, type PythonWithPackages, pythonPackages } from '@a2pd/toolchain';

const folder = join(import.meta.dirname, '..', '.python');

/** @param name of the set of packages. @param requirements pinned, as pip reads them; what they need may float. */
export function peerPython(name: string, requirements: readonly string[], log: Log): Promise<PythonWithPackages> {
  return pythonPackages({ requirements, addDependencies: true, directory: join(folder, name), log });
}

/** Where the peers' scripts are. */
export function peerScript(name: string): string {
  return join(import.meta.dirname, '..', 'peers', name);
}
