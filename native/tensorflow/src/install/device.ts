import { expectationError } from '@a2pd/core';
import { findGpuName } from '../gpu.js';

/** Which TensorFlow to install: by A2PD_TENSORFLOW (`cpu` or `gpu`), else `gpu` where there is an NVIDIA GPU. */
export function chooseDevice(environment: NodeJS.ProcessEnv): 'cpu' | 'gpu' {
  const chosen = environment.A2PD_TENSORFLOW;
  if (chosen === undefined || chosen === '') return findGpuName() === undefined ? 'cpu' : 'gpu';
  if (chosen === 'cpu' || chosen === 'gpu') return chosen;
  throw expectationError('INVALID_CONFIG', 'A2PD_TENSORFLOW to be cpu or gpu', chosen, 'unset it to have it found out');
}
