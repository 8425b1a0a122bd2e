import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** This package's folder; `src/` and `dist/` lie side by side in it. */
export const packageFolder = dirname(dirname(fileURLToPath(import.meta.url)));

/** Everything that is fetched. */
export const vendorFolder = join(packageFolder, 'vendor');
/** Laid out as Python's site-packages, because TensorFlow looks for CUDA at paths relative to itself. */
export const siteFolder = join(vendorFolder, 'site');
/** Our C++ and its binding.gyp. */
export const addonFolder = join(packageFolder, 'binding');
/** Where the addons are put when they are built, in one move, so that no process finds half of one. */
export const builtFolder = join(vendorFolder, 'addon');
/** The binding. */
export const addonFile = join(builtFolder, 'tfjs_binding.node');
/** The addon that loads TensorFlow without its notices. */
export const preloadFile = join(builtFolder, 'preload.node');
/** Says from what the addons were built. */
export const bindingStampFile = join(vendorFolder, 'binding.stamp.json');
/** What the build takes of tfjs-node-gpu: JavaScript, and C++ in `binding/`. */
export const tfjsFolder = join(packageFolder, 'dist', 'tfjs');

/** TensorFlow's own libraries, the one that the other needs last. */
export function tensorFlowLibraries(): readonly [cc: string, framework: string] {
  const ending = process.platform === 'darwin' ? '2.dylib' : 'so.2';
  const library = (part: string) => join(siteFolder, 'tensorflow', `libtensorflow_${part}.${ending}`);
  return [library('cc'), library('framework')];
}
