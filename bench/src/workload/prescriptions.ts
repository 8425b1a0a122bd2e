/** A small set of prescriptions for benches, collected as `a2pd collect` does it, from a teacher that knows nothing. */
import { join } from 'node:path';
import { romMd5 } from '@a2pd/ale';
import { AtariVectorEnvironment } from '@a2pd/atari';
import { Rng } from '@a2pd/core';
import { collect, PrescriptionDataSet, parseCollectConfig } from '@a2pd/distill';
import { architectureOf, initialWeights, RainbowModel, rainbowPresets } from '@a2pd/rainbow';
import { Parameters } from '@a2pd/tensor';
import { numThreads } from '../limits.js';

const numEnvironments = 8;

export async function collectPrescriptions(game: string, pairs: number, folder: string): Promise<PrescriptionDataSet> {
  const directory = join(folder, 'prescriptions');
  const environment = new AtariVectorEnvironment({ game, numEnvironments, numThreads, autoresetMode: 'disabled' });
  const { pipeline } = rainbowPresets;
  const architecture = architectureOf(pipeline, environment.numActions);
  const weights = initialWeights(architecture, pipeline.noisySigmaInit, new Rng(1));
  const teacher = new RainbowModel(architecture, new Parameters(weights));
  try {
    await collect({
      teacher,
      environments: [environment],
      config: parseCollectConfig({ pairs, explorationEpsilon: 0.05 }),
      seed: 1,
      directory,
      provenance: { game, romMd5: romMd5(game) },
    });
    return await PrescriptionDataSet.open(directory);
  } finally {
    teacher.dispose();
    environment.close();
  }
}
