/** The methods that come with the project, by name, in the order in which help lists them. */
import type { z } from 'zod';
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

const builtIn = {
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

type Schema = (typeof builtIn)[keyof typeof builtIn]['schema'];
/** What a user writes. Methods that were registered have configurations of their own; TypeScript knows ours alone. */
export type MethodInput = z.input<Schema>;
/** The same with every default filled in. */
export type MethodConfig = Readonly<z.output<Schema>>;

export const methods: Readonly<Record<MethodConfig['name'], Method>> = builtIn;
