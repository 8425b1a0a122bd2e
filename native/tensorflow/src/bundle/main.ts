/**
 * Part of this package's build: copies what is used of tfjs-node-gpu (its kernels and backend in JavaScript, its binding
 * in C++) into `dist/tfjs/`. As a dependency the package would run its own install script, which fetches a TensorFlow of
 * 2021, on every machine that installs ours.
 */
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { applyPatches } from '@a2pd/toolchain';
import { tfjsFolder } from '../paths.js';
import { notice, patches } from './patches.js';

const require = createRequire(import.meta.url);
const file = require.resolve('@tensorflow/tfjs-node-gpu/package.json');
const { name, version, license } = require(file) as Record<string, string>;
const origin = dirname(file);
const copy = `${tfjsFolder}.${process.pid}`;

await rm(copy, { recursive: true, force: true });
await mkdir(copy, { recursive: true });
for (const part of ['nodejs_kernel_backend.js', 'int64_tensors.js', 'register_all_kernels.js', 'proto', 'kernels']) {
  await cp(join(origin, 'dist', part), join(copy, part), { recursive: true, filter: isWanted });
}
await cp(join(origin, 'binding'), join(copy, 'binding'), { recursive: true });
await cp(new URL('../../src/bundle/LICENSE', import.meta.url), join(copy, 'LICENSE'));
await applyPatches(copy, patches, notice);
// CommonJS inside a package of modules.
const description = { name: `${name}-parts`, version, license, private: true, type: 'commonjs' };
await writeFile(join(copy, 'package.json'), `${JSON.stringify(description, undefined, 2)}\n`);
await rm(tfjsFolder, { recursive: true, force: true });
await rename(copy, tfjsFolder);

/** Folders and scripts; neither types nor tests. */
function isWanted(path: string): boolean {
  const ending = basename(path).split('.').slice(1).join('.');
  return ending === '' || (ending === 'js' && !path.endsWith('_test.js'));
}
