/** Hyper-parameters that several methods share. */
import { z } from 'zod';

/** η of Eq. 12; the paper sweeps {1/9, 1/6, 1/3, 1}. */
export const eta = z
  .number()
  .positive()
  .max(1)
  .describe('exponent of Eq. 12, e.g. 1/3')
  .default(1 / 3);

/** β of Eq. 11. Deviation: Table 5 prints 0.1, Section 4.4 finds 0.01 best, and 0.01 is the default here. */
export const beta = z.number().min(0).describe('weight of the Jacobian term').default(0.01);

/** What the Frobenius norm of Eq. 13 is taken of; the paper does not say. */
export const jacobian = z
  .enum(['per-sample', 'whole-batch'])
  .describe('what the norm of Eq. 13 is taken of')
  .default('per-sample');

/** Radius of the adversary's L-inf ball; pixels are in [0, 1]. */
export const epsilon = z
  .number()
  .min(0)
  .max(1)
  .describe("radius of the adversary's or the proved ball, e.g. 1/255")
  .default(1 / 255);

/** κ of the methods on bounds: the weight of the worst case beside the clean loss. */
export const worstShare = z.number().min(0).max(1).describe('weight of the worst case').default(0.5);

/** Of the adversary's inner loop; the paper's Table 3 has 4, 10 and 20. */
export const steps = z.int().min(1).max(10_000).describe('steps of the adversary');
