import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { formatBytes } from '@a2pd/core';
import { downloadDistribution, extract, type Log, onceBuilt, run } from '@a2pd/toolchain';
import { bindingStampFile, siteFolder, tensorFlowLibraries, vendorFolder } from '../paths.js';
import { placeMember } from './members.js';
import type { Wheel } from './wheel.js';

/** Puts the libraries of these wheels into the site folder, once. The wheels themselves are deleted when that is done. */
export async function fetchLibraries(wheels: readonly Wheel[], log: Log): Promise<'reused' | 'built'> {
  const downloads = join(vendorFolder, 'downloads');
  const libraries = tensorFlowLibraries();
  return onceBuilt(
    {
      stampFile: join(vendorFolder, 'site.stamp.json'),
      inputs: { files: [], values: { layout: '1', wheels: wheels.map(({ sha256 }) => sha256).join() } },
      outputs: [...libraries, ...wheels.map(({ folder }) => join(siteFolder, folder))],
      log,
    },
    async () => {
      // First, so that a failed download costs nothing that works.
      const downloaded: { readonly wheel: Wheel; readonly file: string }[] = [];
      for (const wheel of wheels) {
        downloaded.push({ wheel, file: await downloadDistribution(wheel, { directory: downloads, log }) });
      }
      // Other libraries have the binding built, and checked, again.
      await rm(bindingStampFile, { force: true });
      await rm(siteFolder, { recursive: true, force: true });
      for (const { wheel, file } of downloaded) {
        log(`Unpacking what is needed of ${wheel.fileName}`);
        await extract(file, {
          into: join(siteFolder, wheel.folder),
          place: (member) => placeMember(wheel, member),
        });
      }
      for (const library of libraries) await stripSymbols(library, log);
      await rm(downloads, { recursive: true, force: true });
    },
  );
}

/** Drops the symbol table that only debuggers read, a quarter of the file; where `strip` is missing, it stays. */
async function stripSymbols(library: string, log: Log): Promise<void> {
  // On macOS a changed library would lose its signature.
  if (process.platform !== 'linux') return;
  const before = (await stat(library)).size;
  const { exitCode } = await run('strip', ['--strip-unneeded', library]);
  if (exitCode === 0)
    log(`  ${formatBytes(before)} -> ${formatBytes((await stat(library)).size)} without debug symbols`);
}
