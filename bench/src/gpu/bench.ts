/** For whoever has a CUDA machine: one table in minutes. Nobody else's figures of a GPU are known to this project. */
import { availableParallelism } from 'node:os';
import { tensorFlowInformation } from '@a2pd/tensorflow';
import type { BenchOptions, BenchResult } from '../bench.js';
import { describeMachine } from '../machine.js';
import { measureTwins, type Size } from './twins.js';

const whole: Size = {
  ...{ filters: [32, 64, 64], hiddenUnits: 512 },
  ...{ batchSizes: [32, 256], transitions: 10_000, attacked: 50, iterations: 20 },
};

/** In seconds on two cores: it shows that everything here runs, and nothing about speed. */
export const trialSize: Size = {
  ...{ filters: [4, 4, 4], hiddenUnits: 16 },
  ...{ batchSizes: [8], transitions: 200, attacked: 8, iterations: 2 },
};

export async function benchGpu({ rounds = 7, log }: BenchOptions): Promise<BenchResult> {
  const { version, device, gpuName } = tensorFlowInformation();
  const isTrial = device === 'cpu';
  if (isTrial) log('TensorFlow has no GPU here: small sizes, which show that the bench runs.');
  const rows = await measureTwins(isTrial ? trialSize : whole, rounds, log);
  const { cpu, cores, platform, node } = describeMachine();
  return {
    rows,
    notes:
      `${isTrial ? 'No GPU, small networks: these figures say nothing of speed. ' : ''}TensorFlow ${version} on ` +
      `${gpuName ?? device}; ${cpu}, ${cores} cores, ${platform}, Node ${node}. The last column is the loss, or the mean of ` +
      'the perturbed observations, compiled and operation by operation.',
    versions: { TensorFlow: version, ...(gpuName === undefined ? {} : { GPU: gpuName }) },
    conditions: { threads: availableParallelism(), device },
    isTrial,
  };
}
