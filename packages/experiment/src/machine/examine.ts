/** The checks behind `a2pd doctor`. Each runs the real part and never throws: a lack becomes a finding. */
import { statfs } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism, totalmem } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatBytes } from '@a2pd/core';
import { findCompiler, findMake, findPip, findPython, folderBytes } from '@a2pd/toolchain';
import { examineEmulator } from './emulator.js';
import { type Finding, probe } from './finding.js';
import { examineLimits } from './limits.js';
import { examineTensorFlow } from './tensorflow.js';

/** A full-size run keeps a 7 GB replay in memory and about as much on disk. */
const fullSizeBytes = 16 * 2 ** 30;

export async function examineMachine(): Promise<Finding[]> {
  const tools = await Promise.all([
    probe('Python', async () => (await findPython()).version),
    probe('pip', async () => (await findPip()).version),
    probe('C++ compiler', async () => (await findCompiler()).version),
    probe('make', async () => (await findMake()).version),
  ]);
  return [
    examineNode(),
    ...tools,
    ...(await examineTensorFlow()),
    ...(await examineEmulator()),
    await examineInstallation(),
    examineCores(),
    examineMemory(),
    ...examineLimits(),
    await examineDisk(),
  ];
}

function examineNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const fit = major > 20 || (major === 20 && minor >= 19);
  const detail = `${process.version} (${process.platform} ${process.arch})`;
  return fit
    ? { name: 'Node', status: 'ok', detail }
    : { name: 'Node', status: 'missing', detail, remedy: 'install Node 20.19 or newer' };
}

/** What the installation takes: npm packages, TensorFlow, ALE. */
function examineInstallation(): Promise<Finding> {
  return probe('Installed', () => {
    const require = createRequire(import.meta.url);
    const vendorBytes = (name: string) => folderBytes(join(dirname(require.resolve(`${name}/package.json`)), 'vendor'));
    const native = { TensorFlow: vendorBytes('@a2pd/tensorflow'), ALE: vendorBytes('@a2pd/ale') };
    const nativeBytes = native.TensorFlow + native.ALE;
    // The checkout's root; or the folder of all packages, where this one and the native ones lie too.
    const folder = fileURLToPath(new URL('../../../..', import.meta.url));
    const isInstalled = basename(folder) === 'node_modules';
    const packageBytes = isInstalled ? folderBytes(folder) - nativeBytes : folderBytes(join(folder, 'node_modules'));
    const sizes = Object.entries({ packages: packageBytes, ...native });
    const parts = sizes.map(([name, bytes]) => `${name} ${formatBytes(bytes)}`);
    return `${formatBytes(packageBytes + nativeBytes)} (${parts.join(', ')})`;
  });
}

function examineCores(): Finding {
  const cores = availableParallelism();
  return cores >= 2
    ? { name: 'Cores', status: 'ok', detail: String(cores) }
    : {
        name: 'Cores',
        status: 'warning',
        detail: '1',
        remedy: 'everything works, but emulation and learning take turns',
      };
}

function examineMemory(): Finding {
  const bytes = totalmem();
  const detail = formatBytes(bytes);
  return bytes >= fullSizeBytes
    ? { name: 'Memory', status: 'ok', detail }
    : {
        name: 'Memory',
        status: 'warning',
        detail,
        remedy: 'a full replay of 1e6 transitions needs 16 GB; use a smaller one',
      };
}

async function examineDisk(): Promise<Finding> {
  const space = await statfs('.').catch(() => undefined);
  if (!space) return { name: 'Disk', status: 'warning', detail: 'unknown', remedy: 'go to a folder that is there' };
  const { bavail, bsize } = space;
  const bytes = bavail * bsize;
  const detail = `${formatBytes(bytes)} free here`;
  return bytes >= fullSizeBytes
    ? { name: 'Disk', status: 'ok', detail }
    : { name: 'Disk', status: 'warning', detail, remedy: 'free 16 GB before a full-size run' };
}
