/** The attacks that come with the project, in the order in which help and tables list them. */
import { apgdCe } from './apgd-ce.js';
import { apgdDlr } from './apgd-dlr.js';
import { apgdTargeted } from './apgd-targeted.js';
import { clippedPgd } from './clipped-pgd.js';
import { cw } from './cw.js';
import { fgsm } from './fgsm.js';
import { jsma } from './jsma.js';
import { maxdiff } from './maxdiff.js';
import { minq } from './minq.js';
import { momentum } from './momentum.js';
import { noise } from './noise.js';
import { none } from './none.js';
import { pgd } from './pgd.js';
import { square } from './square.js';

export const builtInAttacks = [
  ...[none, noise, fgsm],
  ...[pgd, momentum, clippedPgd, cw, minq, maxdiff],
  ...[apgdCe, apgdDlr, apgdTargeted],
  ...[square, jsma],
] as const;
