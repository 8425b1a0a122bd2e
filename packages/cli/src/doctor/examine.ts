/** The checks behind `a2pd doctor`. Each runs the real part and never throws: a lack becomes a finding. */
import { statfs } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { A2pdError } from '@a2pd/core';
import { describeBytes, findCompiler, findMake, findPip, findPython } from '@a2pd/toolchain';
import { examineEmulator } from './emulator.js';
import { examineTensorFlow } from './tensorflow.js';

export interface Finding {
  readonly name: string;
  /** `warning`: works, but not for every use. */
  readonly status: 'ok' | 'warning' | 'missing';
  readonly detail: string;
  readonly remedy?: string;
}

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
    examineCores(),
    examineMemory(),
    await examineDisk(),
  ];
}

/** Runs one check; what it throws becomes the finding. */
export async function probe(name: string, check: () => Promise<string> | string): Promise<Finding> {
  try {
    return { name, status: 'ok', detail: await check() };
  } catch (error) {
    const remedy = error instanceof A2pdError ? error.remedy : undefined;
    const detail = error instanceof Error ? error.message : String(error);
    return { name, status: 'missing', detail, ...(remedy ? { remedy } : {}) };
  }
}

function examineNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const fit = major > 20 || (major === 20 && minor >= 19);
  const detail = `${process.version} (${process.platform} ${process.arch})`;
  return fit
    ? { name: 'Node', status: 'ok', detail }
    : { name: 'Node', status: 'missing', detail, remedy: 'install Node 20.19 or newer' };
}

function examineCores(): Finding {
  const cores = availableParallelism();
  return cores >= 2
    ? { name: 'Cores', status: 'ok', detail: String(cores) }
    : { name: 'Cores', status: 'warning', detail: '1', remedy: 'everything works, but emulation and learning take turns' };
}

function examineMemory(): Finding {
  const bytes = totalmem();
  const detail = describeBytes(bytes);
  return bytes >= fullSizeBytes
    ? { name: 'Memory', status: 'ok', detail }
    : { name: 'Memory', status: 'warning', detail, remedy: 'a full replay of 1e6 transitions needs 16 GB; use a smaller one' };
}

async function examineDisk(): Promise<Finding> {
  const { bavail, bsize } = await statfs('.');
  const bytes = bavail * bsize;
  const detail = `${describeBytes(bytes)} free here`;
  return bytes >= fullSizeBytes
    ? { name: 'Disk', status: 'ok', detail }
    : { name: 'Disk', status: 'warning', detail, remedy: 'free 16 GB before a full-size run' };
}
