/** All methods by name, and the schema of whichever a configuration names. */
import { z } from 'zod';
import { a2pd } from './a2pd.js';
import { crossEntropy } from './cross-entropy.js';
import { crossEntropyJr } from './cross-entropy-jr.js';
import { fgsm } from './fgsm.js';
import { kl } from './kl.js';
import type { Method } from './method.js';
import { pgd } from './pgd.js';
import { pgm } from './pgm.js';
import { saKl } from './sa-kl.js';

export const methodSchema = z.discriminatedUnion('name', [
  a2pd.schema,
  pgm.schema,
  crossEntropy.schema,
  kl.schema,
  crossEntropyJr.schema,
  fgsm.schema,
  pgd.schema,
  saKl.schema,
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
};
