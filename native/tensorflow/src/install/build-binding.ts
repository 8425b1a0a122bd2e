import { copyFile, mkdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { buildAddon, type Log, onceBuilt } from '@a2pd/toolchain';
import {
  addonFile,
  addonFolder,
  bindingStampFile,
  builtFolder,
  preloadFile,
  tensorFlowLibraries,
  tfjsFolder,
} from '../paths.js';
import { checkLoads } from './check-loads.js';

/**
 * Compiles the binding against the fetched TensorFlow, once, and checks that it loads. Throws what buildAddon does, and
 * NATIVE_UNAVAILABLE.
 */
export async function buildBinding(wheelHashes: string, log: Log): Promise<'reused' | 'built'> {
  const sources = ['addon.cc', 'binding.gyp', 'binding.hpp', 'functions.cc', 'preload.cc', 'tensors.cc'];
  const tfjsSources = join(tfjsFolder, 'binding');
  return onceBuilt(
    {
      stampFile: bindingStampFile,
      inputs: {
        files: [...sources.map((name) => join(addonFolder, name)), tfjsSources],
        values: { machine: `${process.platform}-${process.arch}`, wheelHashes },
      },
      outputs: [addonFile, preloadFile, ...tensorFlowLibraries()],
      log,
    },
    async () => {
      await buildAddon({ directory: addonFolder, log });
      for (const file of [addonFile, preloadFile]) await moveIntoPlace(file);
      // Before the stamp is written: what does not load is not built.
      checkLoads(new URL('../index.js', import.meta.url), log);
    },
  );
}

async function moveIntoPlace(file: string): Promise<void> {
  await mkdir(builtFolder, { recursive: true });
  await copyFile(join(addonFolder, 'build', 'Release', basename(file)), `${file}.new`);
  await rename(`${file}.new`, file);
}
