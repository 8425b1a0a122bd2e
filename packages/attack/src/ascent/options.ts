/** Options that gradient attacks share, and the rules that hold between them. Pixels are in [0, 1], so epsilons are too. */
import { z } from 'zod';

/** The smaller of the two radii that the paper attacks with. */
const defaultEpsilon = 1 / 255;
const epsilonHelp = "largest change, pixels in [0, 1], e.g. 3/255; the paper's smaller radius when absent";

/** Radius in L-infinity. */
export const epsilon = z
  .number()
  .min(0, 'must be at least 0')
  .max(1, 'must be at most 1, since pixels are in [0, 1]; divide by 255')
  .describe(epsilonHelp)
  .default(defaultEpsilon);

/** The Euclidean length of a whole observation's change may exceed 1; a pixel's may not. */
const radius = z.number().min(0, 'must be at least 0').describe(epsilonHelp).default(defaultEpsilon);
const norm = z.enum(['linf', 'l2']).describe('norm of the ball').default('linf');

/** Of every attack that moves in a ball. */
export const ballOptions = { epsilon: radius, norm };

const steps = z.int().min(1).max(10_000).describe('steps along the gradient');
const restarts = z.int().min(1).max(1000).describe('independent runs, of which the best is kept').default(1);
const randomStart = z.boolean().describe('start at a random point of the ball');

/** What all attacks by steps of a fixed length have. */
export const climbOptions = {
  ...ballOptions,
  steps: steps.default(10),
  stepSize: z
    .number()
    .positive()
    .describe('length of a step; epsilon / steps (Eq. 19) when absent, of maxdiff 2.5 times that')
    .optional(),
  randomStart: randomStart.default(false),
  restarts,
};

/** What all forms of auto-PGD have; Croce & Hein's defaults, one run. */
export const autoOptions = {
  ...ballOptions,
  steps: steps.default(100),
  randomStart: randomStart.default(true),
  restarts,
};

export type BallConfig = z.output<z.ZodObject<typeof ballOptions>>;
export type ClimbConfig = z.output<z.ZodObject<typeof climbOptions>>;
export type AutoConfig = z.output<z.ZodObject<typeof autoOptions>>;

interface Rules extends BallConfig {
  readonly restarts?: number | undefined;
  readonly randomStart?: boolean | undefined;
}

/** For `superRefine`: a radius that pixels allow, and no two runs that are the same. */
export function requireSoundAscent({ norm, epsilon, restarts = 1, randomStart }: Rules, { addIssue }: z.RefinementCtx) {
  if (norm === 'linf' && epsilon > 1) {
    const message = 'must be at most 1, since pixels are in [0, 1]; divide by 255';
    addIssue({ code: 'custom', path: ['epsilon'], message, input: epsilon });
  }
  if (restarts > 1 && !randomStart) {
    const message = 'more than one run needs randomStart, or all runs are the same';
    addIssue({ code: 'custom', path: ['restarts'], message, input: restarts });
  }
}
