/** The sole loader of TensorFlow: nothing else in this project imports tfjs-node-gpu. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { A2pdError, messageOf } from '@a2pd/core';
import { expectedBindingFile, preloadFile, tensorFlowLibraries } from './paths.js';
import { applySettings } from './settings.js';

/** The namespace of tfjs-node-gpu, which is all of TensorFlow.js. */
export type TensorFlow = typeof import('@tensorflow/tfjs-node-gpu');

let loaded: TensorFlow | undefined;

/** TensorFlow.js on the native library; loads it at the first call. Throws NATIVE_UNAVAILABLE with the remedy. */
export function loadTensorFlow(): TensorFlow {
  loaded ??= load();
  return loaded;
}

function load(): TensorFlow {
  applySettings(process.env);
  const file = expectedBindingFile();
  if (!existsSync(file)) throw unavailable('but it is not there');
  const require = createRequire(import.meta.url);
  try {
    const logLevel = Number(process.env.TF_CPP_MIN_LOG_LEVEL);
    if (logLevel > 0) {
      const preload = require(preloadFile) as { openQuietly(library: string, level: number): void };
      preload.openQuietly(tensorFlowLibraries()[1], logLevel);
    }
    return require('@tensorflow/tfjs-node-gpu') as TensorFlow;
  } catch (cause) {
    throw unavailable(`but it does not load: ${messageOf(cause)}`, cause);
  }
}

function unavailable(what: string, cause?: unknown): A2pdError {
  const remedy = 'run `pnpm build`, which downloads TensorFlow and builds the binding';
  const expected = `TensorFlow's binding at ${expectedBindingFile()}`;
  return new A2pdError('NATIVE_UNAVAILABLE', `Expected ${expected} ${what}; ${remedy}`, { expected, remedy, cause });
}
