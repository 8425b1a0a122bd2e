/** The sole loader of TensorFlow: nothing else in this project imports TensorFlow.js for more than its types. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { A2pdError, messageOf } from '@a2pd/core';
import { installCommand } from '@a2pd/toolchain/install-command';
import { firstClosed } from './closed-path.js';
import { addonFile, packageFolder, preloadFile, tensorFlowLibraries, tfjsFolder } from './paths.js';
import { applySettings } from './settings.js';

/** The namespace of TensorFlow.js. */
export type TensorFlow = typeof import('@tensorflow/tfjs');

/** What tfjs-node-gpu exports for its own use. */
interface NodeBackendModule {
  readonly NodeJSKernelBackend: new (binding: unknown, packageName: string) => KernelBackend;
}
type KernelBackend = ReturnType<TensorFlow['backend']>;

/** Before the backends in JavaScript, as tfjs-node-gpu has it. */
const priority = 3;

let loaded: TensorFlow | undefined;

/** TensorFlow.js on the native library; loads it at the first call. Throws NATIVE_UNAVAILABLE with the remedy. */
export function loadTensorFlow(): TensorFlow {
  loaded ??= load();
  return loaded;
}

function load(): TensorFlow {
  applySettings(process.env);
  const closed = [addonFile, ...tensorFlowLibraries()].map(firstClosed).find((path) => path !== undefined);
  if (closed !== undefined) throw notReadable(closed);
  if (!existsSync(addonFile)) throw unavailable('but it is not there');
  const require = createRequire(import.meta.url);
  try {
    const logLevel = Number(process.env.TF_CPP_MIN_LOG_LEVEL);
    if (logLevel > 0) {
      const preload = require(preloadFile) as { openQuietly(library: string, level: number): void };
      preload.openQuietly(tensorFlowLibraries()[1], logLevel);
    }
    return withBackend(require('@tensorflow/tfjs') as TensorFlow, require);
  } catch (cause) {
    throw unavailable(`but it does not load: ${messageOf(cause)}`, cause);
  }
}

/** What tfjs-node-gpu's own entry does, but for finding its binding and what reads and writes models of Keras. */
function withBackend(tf: TensorFlow, require: NodeJS.Require): TensorFlow {
  require(join(tfjsFolder, 'register_all_kernels.js'));
  const { NodeJSKernelBackend } = require(join(tfjsFolder, 'nodejs_kernel_backend.js')) as NodeBackendModule;
  const backend = new NodeJSKernelBackend(require(addonFile), '@tensorflow/tfjs-node-gpu');
  tf.registerBackend('tensorflow', () => backend, priority);
  // Its promise is of backends that take their time; this one is set when the call returns.
  void tf.setBackend('tensorflow');
  return tf;
}

function notReadable(path: string): A2pdError {
  const remedy = `let the user who made it open it, chmod -R a+rX ${path}`;
  const message = `Expected to read TensorFlow but this user has no permission for ${path}; ${remedy}`;
  return new A2pdError('NATIVE_UNAVAILABLE', message, { path, remedy });
}

function unavailable(what: string, cause?: unknown): A2pdError {
  const remedy = `run \`${installCommand(packageFolder)}\`, which downloads TensorFlow and builds the binding`;
  const expected = `TensorFlow's binding at ${addonFile}`;
  return new A2pdError('NATIVE_UNAVAILABLE', `Expected ${expected} ${what}; ${remedy}`, { expected, remedy, cause });
}
