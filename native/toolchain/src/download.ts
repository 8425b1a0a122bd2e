/**
 * Brings one pinned distribution from the Python package index, through the pip of the machine: pip knows its mirrors,
 * proxies, certificates and caches, so no registry is named here.
 */
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { A2pdError, formatBytes } from '@a2pd/core';
import type { Distribution } from './distribution.js';
import { downloadError } from './download-error.js';
import { folderBytes } from './folder-bytes.js';
import { freshFolder } from './fresh-folder.js';
import { describeSeconds, type Log } from './log.js';
import { findPip } from './probes.js';
import { run } from './run.js';
import { sha256OfFile } from './sha256.js';
import { writeStandInBackend } from './stand-in-backend.js';

const heartbeatMs = 5_000;

/**
 * Downloads a distribution into `directory` and returns its path. A file that is there already with the pinned hash is
 * used as it is; a new one is hashed in a temporary folder and then moved, so that a half-loaded file is never seen. One
 * process at a time for a directory: its callers hold a lock.
 * Throws TOOL_UNAVAILABLE (no Python, no pip) and DOWNLOAD_FAILED (network, hash, disk), each with its remedy.
 */
export async function downloadDistribution(
  distribution: Distribution,
  { directory, log }: { readonly directory: string; readonly log: Log },
): Promise<string> {
  const { fileName, requirement, sha256, approximateBytes } = distribution;
  const path = join(directory, fileName);
  if ((await stat(path).catch(() => undefined))?.isFile()) {
    if ((await sha256OfFile(path)) === sha256) return path;
    log(`${fileName} is here but damaged; it is downloaded again`);
  }

  const pip = await findPip();
  await mkdir(directory, { recursive: true });
  const folder = await freshFolder(directory, 'download');
  const began = Date.now();
  log(`Downloading ${requirement} (${fileName}, about ${formatBytes(approximateBytes)}) with pip ${pip.version}`);
  const heartbeat = setInterval(() => {
    const bytes = folderBytes(folder, fileName);
    const rate = formatBytes((bytes / (Date.now() - began)) * 1000);
    // pip says nothing of what it does before and after: it asks the index, and unpacks a source distribution.
    const isArriving = bytes > 0 && bytes < approximateBytes * 0.99;
    log(
      isArriving ? `  ${formatBytes(bytes)} of about ${formatBytes(approximateBytes)}, ${rate}/s` : '  pip is at work',
    );
  }, heartbeatMs);
  try {
    const temporary = join(folder, 'pip');
    await mkdir(temporary);
    const standIn = join(temporary, 'stand-in');
    const { exitCode, output } = await run(
      pip.program,
      ['-m', 'pip', 'download', '--progress-bar=off', '--dest', folder, ...(await pipArguments(distribution, standIn))],
      {
        environment: { TMPDIR: temporary, PYTHONPATH: [standIn, process.env.PYTHONPATH || []].flat().join(delimiter) },
      },
    );
    if (exitCode !== 0) throw downloadError(distribution, output);
    const arrived = (await readdir(folder)).filter((name) => name !== 'pip');
    if (!arrived.includes(fileName)) {
      throw new A2pdError(
        'DOWNLOAD_FAILED',
        `Expected pip to bring ${fileName} but received ${arrived.join(', ') || 'nothing'}`,
        {
          expected: fileName,
          received: arrived,
        },
      );
    }
    const actual = await sha256OfFile(join(folder, fileName));
    if (actual !== sha256) {
      const remedy =
        'the file is not the one this project was checked with: look at your package mirror, then try again with PIP_NO_CACHE_DIR=1';
      throw new A2pdError(
        'DOWNLOAD_FAILED',
        `Expected ${fileName} with SHA-256 ${sha256} but received ${actual}; ${remedy}`,
        {
          expected: sha256,
          received: actual,
          remedy,
        },
      );
    }
    await rename(join(folder, fileName), path);
  } finally {
    clearInterval(heartbeat);
    await rm(folder, { recursive: true, force: true });
  }
  log(`  ${formatBytes((await stat(path)).size)} in ${describeSeconds(Date.now() - began)}, SHA-256 as pinned`);
  return path;
}

/** pip checks the hash before it looks into the file, and runs nothing of it; what it reads beside it is put into `folder`. */
async function pipArguments(distribution: Distribution, folder: string): Promise<string[]> {
  const { requirement, sha256, buildBackend, pipArguments = [] } = distribution;
  const file = join(folder, 'requirements.txt');
  await mkdir(folder);
  await writeFile(file, `${requirement} --hash=sha256:${sha256}\n`);
  if (buildBackend !== undefined) await writeStandInBackend(folder, buildBackend, requirement);
  return [...pipArguments, '--no-deps', '--no-build-isolation', '--require-hashes', '--requirement', file];
}
