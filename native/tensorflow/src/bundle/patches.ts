/**
 * The changes made to tfjs-node-gpu's JavaScript: Node 23 took `util.isArray` and `util.isNullOrUndefined` away, and one
 * kernel imports a package that the others reach through another.
 */
import type { Patch } from '@a2pd/toolchain';

const nodeUtilities = 'var util_1 = require("util");';
const ownUtilities =
  'var util_1 = { isArray: Array.isArray, isNullOrUndefined: function (value) { return value == null; } };';

export const patches: readonly Patch[] = [
  { file: 'nodejs_kernel_backend.js', from: nodeUtilities, to: ownUtilities },
  { file: 'kernels/TopK.js', from: nodeUtilities, to: ownUtilities },
  {
    file: 'kernels/FlipLeftRight.js',
    from: 'require("@tensorflow/tfjs-core")',
    to: 'require("@tensorflow/tfjs")',
  },
];

/** The licence asks that changed files say so. */
export const notice = '// Changed for A2PD: see its native/tensorflow/src/bundle/patches.ts.\n';
