/** Prescriptions of the example game, and a student that learns them in seconds; for tests. */
import { join } from 'node:path';
import type { DistillConfigInput } from '../config.js';
import { collect } from '../data/collect.js';
import { parseCollectConfig } from '../data/collect-config.js';
import { PrescriptionDataSet } from '../data/data-set.js';
import type { MethodConfig } from '../methods/methods.js';
import { ExampleEnvironment, exampleTeacher } from './example-environment.js';

export async function exampleDataSet(folder: string): Promise<PrescriptionDataSet> {
  const directory = join(folder, 'prescriptions');
  const config = parseCollectConfig({ pairs: 320 });
  await collect({ teacher: exampleTeacher, environments: [new ExampleEnvironment(4)], config, seed: 1, directory });
  return PrescriptionDataSet.open(directory);
}

export const smallStudent = {
  architecture: { filters: [4, 4, 4], hiddenUnits: 16 },
  learningRate: 3e-3,
  validationShare: 0.2,
} satisfies DistillConfigInput;

/** One of each. */
export const exampleMethods: readonly MethodConfig[] = [
  { name: 'a2pd', eta: 1 / 3, beta: 0.01, jacobian: 'per-sample' },
  { name: 'pgm', eta: 1 / 3 },
  { name: 'cross-entropy' },
  { name: 'kl' },
  { name: 'cross-entropy+jr', beta: 0.01, jacobian: 'whole-batch' },
  { name: 'fgsm', epsilon: 3 / 255 },
  { name: 'pgd', epsilon: 3 / 255, steps: 4 },
  { name: 'sa-kl', kappa: 1, epsilon: 3 / 255, steps: 4 },
  { name: 'ibp', epsilon: 1 / 255, kappa: 0.5 },
  { name: 'crown-ibp', epsilon: 1 / 255, kappa: 0.5 },
  { name: 'certified-a2pd', epsilon: 1 / 255, kappa: 0.5, eta: 1 / 3 },
  { name: 'regret', epsilon: 1 / 255, kappa: 0.5, temperature: 0.05 },
  { name: 'sabr', epsilon: 1 / 255, boxShare: 0.4, steps: 2 },
  { name: 'mtl-ibp', epsilon: 1 / 255, alpha: 0.5, steps: 2 },
];
