import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** This package's folder; `src/` and `dist/` lie side by side in it. */
const packageFolder = dirname(dirname(fileURLToPath(import.meta.url)));

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
/** The C++ of tfjs-node-gpu, copied to where the addon's build includes it. */
export const tfjsSourceFolder = join(vendorFolder, 'binding');

/** TensorFlow's own libraries, the one that the other needs last. */
export function tensorFlowLibraries(): readonly [cc: string, framework: string] {
  const ending = process.platform === 'darwin' ? '2.dylib' : 'so.2';
  const library = (part: string) => join(siteFolder, 'tensorflow', `libtensorflow_${part}.${ending}`);
  return [library('cc'), library('framework')];
}

/** Where pnpm put tfjs-node-gpu. */
export function findTfjsFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu/package.json'));
}

/** Where tfjs-node-gpu looks for its binding (Node-API 8 is the newest it knows). */
export function expectedBindingFile(): string {
  return join(findTfjsFolder(), 'lib', 'napi-v8', 'tfjs_binding.node');
}
