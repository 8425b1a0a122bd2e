import { copyFile, cp, mkdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { buildAddon, type Log, onceBuilt } from '@a2pd/toolchain';
import {
  addonFile,
  addonFolder,
  bindingStampFile,
  builtFolder,
  expectedBindingFile,
  findTfjsFolder,
  preloadFile,
  tensorFlowLibraries,
  tfjsSourceFolder,
} from '../paths.js';
import { checkLoads } from './check-loads.js';

/**
 * Compiles the binding against the fetched TensorFlow, once, links it to where tfjs-node-gpu looks for it and checks that
 * it loads. Throws what buildAddon does, and NATIVE_UNAVAILABLE.
 */
export async function buildBinding(wheelHashes: string, log: Log): Promise<'reused' | 'built'> {
  const sources = ['addon.cc', 'binding.gyp', 'binding.h', 'functions.cc', 'preload.cc', 'tensors.cc'];
  const tfjsSources = join(findTfjsFolder(), 'binding');
  const outcome = await onceBuilt(
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
      await rm(tfjsSourceFolder, { recursive: true, force: true });
      await cp(tfjsSources, tfjsSourceFolder, { recursive: true });
      await buildAddon({ directory: addonFolder, log });
      for (const file of [addonFile, preloadFile]) await moveIntoPlace(file);
      await linkBinding();
      // Before the stamp is written: what does not load is not built.
      checkLoads(new URL('../index.js', import.meta.url), log);
    },
  );
  await linkBinding();
  return outcome;
}

async function moveIntoPlace(file: string): Promise<void> {
  await mkdir(builtFolder, { recursive: true });
  await copyFile(join(addonFolder, 'build', 'Release', basename(file)), `${file}.new`);
  await rename(`${file}.new`, file);
}

/** pnpm may make the package's folder anew at any time, so the link is looked at whenever this runs. */
async function linkBinding(): Promise<void> {
  const link = expectedBindingFile();
  const target = relative(dirname(link), addonFile);
  if ((await readlink(link).catch(() => undefined)) === target) return;
  await mkdir(dirname(link), { recursive: true });
  const temporary = `${link}.${process.pid}`;
  await rm(temporary, { force: true });
  await symlink(target, temporary);
  await rename(temporary, link);
}
