/** The checks behind `a2pd doctor`. Each runs the real part and never throws: a lack becomes a finding. */
import { statfs } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
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

/** What the checkout's own installation takes: npm packages, TensorFlow, ALE. */
function examineInstallation(): Promise<Finding> {
  return probe('Installed', () => {
    const root = fileURLToPath(new URL('../../../../', import.meta.url));
    const folders = ['node_modules', 'native/tensorflow/vendor', 'native/ale/vendor'];
    const sizes = folders.map((folder) => [folder, folderBytes(join(root, folder))] as const);
    const total = sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
    return `${formatBytes(total)} (${sizes.map(([folder, bytes]) => `${folder} ${formatBytes(bytes)}`).join(', ')})`;
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
