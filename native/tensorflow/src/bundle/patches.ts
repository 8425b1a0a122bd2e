/**
 * The changes made to tfjs-node-gpu's JavaScript: Node 23 took `util.isArray` and `util.isNullOrUndefined` away, and one
 * kernel imports a package that the others reach through another. Each text must be there exactly once, so that a
 * change upstream stops the build instead of slipping by.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { A2pdError } from '@a2pd/core';

interface Patch {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const nodeUtilities = 'var util_1 = require("util");';
const ownUtilities =
  'var util_1 = { isArray: Array.isArray, isNullOrUndefined: function (value) { return value == null; } };';

const patches: readonly Patch[] = [
  { file: 'nodejs_kernel_backend.js', from: nodeUtilities, to: ownUtilities },
  { file: 'kernels/TopK.js', from: nodeUtilities, to: ownUtilities },
  {
    file: 'kernels/FlipLeftRight.js',
    from: 'require("@tensorflow/tfjs-core")',
    to: 'require("@tensorflow/tfjs")',
  },
];

/** The licence asks that changed files say so. */
const notice = '// Changed for A2PD: see its native/tensorflow/src/bundle/patches.ts.\n';

/** Applies them below `folder`; throws BUILD_FAILED when a text is not there, or twice. */
export async function applyPatches(folder: string): Promise<void> {
  for (const { file, from, to } of patches) {
    const path = join(folder, file);
    const parts = (await readFile(path, 'utf8')).split(from);
    if (parts.length !== 2) {
      const received = parts.length - 1;
      const message = `Expected "${from}" once in ${file} but received it ${received} times`;
      throw new A2pdError('BUILD_FAILED', message, { expected: from, received });
    }
    await writeFile(path, notice + parts.join(to));
  }
}
