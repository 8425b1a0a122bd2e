import { cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  applyPatches,
  buildAddon,
  describeSeconds,
  downloadDistribution,
  extract,
  type Log,
  onceBuilt,
} from '@a2pd/toolchain';
import { bindingFile, packageFolder } from '../binding.js';
import { romFolder } from '../games.js';
import { aleDistribution, placeMember } from './distribution.js';
import { patches } from './patches.js';
import { writeUnity } from './unity.js';

const vendor = join(packageFolder, 'vendor');

/**
 * Builds the addon: ALE's C++ sources and ROMs from the pinned source distribution of ale-py, compiled with node-gyp. A
 * second run finds the stamp and returns at once. Nothing of ALE is committed. Throws an A2pdError with its remedy.
 */
export async function install(log: Log): Promise<void> {
  const sources = join(vendor, 'source');
  const began = Date.now();
  const outcome = await onceBuilt(
    {
      stampFile: join(vendor, 'stamp.json'),
      inputs: {
        files: [join(packageFolder, 'binding.gyp'), join(packageFolder, 'cpp'), import.meta.dirname],
        values: {
          sdist: aleDistribution.sha256,
          nodeAbi: process.versions.modules,
          platform: `${process.platform}-${process.arch}`,
        },
      },
      outputs: [bindingFile],
      hashedOutputs: [romFolder],
      log,
    },
    async () => {
      const archive = await downloadDistribution(aleDistribution, { directory: join(vendor, 'download'), log });
      const count = await extract(archive, { place: placeMember, into: sources });
      log(`Unpacked ${count} files: ALE's sources and its ROMs`);
      await applyPatches(sources, patches);
      await writeUnity(sources);
      await rm(romFolder, { recursive: true, force: true });
      await rename(join(sources, 'roms'), romFolder);
      await buildAddon({ directory: packageFolder, log });
      // Loaded from elsewhere than node-gyp builds, and moved in one piece: a build that breaks off is never loaded.
      await cp(join(packageFolder, 'build', 'Release', 'ale.node'), `${bindingFile}.new`);
      await rename(`${bindingFile}.new`, bindingFile);
    },
  );
  log(outcome === 'reused' ? 'as built before' : `built in ${describeSeconds(Date.now() - began)}`);
}
