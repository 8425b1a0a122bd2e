/** All methods by name, and the schema of whichever a configuration names. */
import { z } from 'zod';
import { a2pd } from './a2pd.js';
import { certifiedA2pd } from './certified-a2pd.js';
import { crossEntropy } from './cross-entropy.js';
import { crossEntropyJr } from './cross-entropy-jr.js';
import { crownIbp } from './crown-ibp.js';
import { fgsm } from './fgsm.js';
import { ibp } from './ibp.js';
import { kl } from './kl.js';
import type { Method } from './method.js';
import { mtlIbp } from './mtl-ibp.js';
import { pgd } from './pgd.js';
import { pgm } from './pgm.js';
import { regret } from './regret.js';
import { saKl } from './sa-kl.js';
import { sabr } from './sabr.js';

export const methodSchema = z.discriminatedUnion('name', [
  a2pd.schema,
  pgm.schema,
  crossEntropy.schema,
  kl.schema,
  crossEntropyJr.schema,
  fgsm.schema,
  pgd.schema,
  saKl.schema,
  ibp.schema,
  crownIbp.schema,
  certifiedA2pd.schema,
  regret.schema,
  sabr.schema,
  mtlIbp.schema,
]);

export type MethodConfig = Readonly<z.output<typeof methodSchema>>;

export const methods: Readonly<Record<MethodConfig['name'], Method>> = {
  a2pd,
  pgm,
  'cross-entropy': crossEntropy,
  kl,
  'cross-entropy+jr': crossEntropyJr,
  fgsm,
  pgd,
  'sa-kl': saKl,
  ibp,
  'crown-ibp': crownIbp,
  'certified-a2pd': certifiedA2pd,
  regret,
  sabr,
  'mtl-ibp': mtlIbp,
};
