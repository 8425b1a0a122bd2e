/** The attacks in a line each, for help texts; docs/attacks.md says more. */
import type { AttackName } from './config.js';

export interface AttackEntry {
  readonly summary: string;
  readonly source: string;
}

export const attackCatalogue: Readonly<Record<AttackName, AttackEntry>> = {
  none: { summary: 'what the policy sees anyway', source: '-' },
  noise: { summary: 'every pixel at random: the floor', source: '-' },
  fgsm: { summary: 'one step along the gradient', source: 'Goodfellow et al. 2015' },
  pgd: { summary: 'K steps, projected into the ball (Eq. 19)', source: 'Madry et al. 2018' },
  momentum: { summary: 'PGD whose steps keep their velocity', source: 'Dong et al. 2018' },
  'clipped-pgd': { summary: "PGD as of Keras's probabilities: blind where π is certain", source: 'Keras 2, ART' },
  cw: { summary: "PGD on the margin of Carlini & Wagner's f6", source: 'Carlini & Wagner 2017' },
  minq: { summary: "PGD on the value lost, by the critic's Q", source: 'Pattanaik et al. 2018' },
  maxdiff: { summary: 'PGD on KL(clean prescription, attacked)', source: 'Zhang et al. 2020' },
  'apgd-ce': { summary: 'PGD that finds its own step sizes, on cross-entropy', source: 'Croce & Hein 2020' },
  'apgd-dlr': { summary: 'the same on the ratio of logit differences', source: 'Croce & Hein 2020' },
  'apgd-targeted': { summary: 'the same towards each likely wrong action', source: 'Croce & Hein 2020' },
  square: { summary: 'random squares, by scores alone: a black box', source: 'Andriushchenko et al. 2020' },
  jsma: { summary: 'few pixels, by much, towards a random action', source: 'Papernot et al. 2016' },
};

export const attackNames = Object.keys(attackCatalogue) as readonly AttackName[];
