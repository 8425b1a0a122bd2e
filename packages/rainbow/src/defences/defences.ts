/** The defences that come with the project, in the order in which help and tables list them, and how their radius grows. */
import { type Schedule, smoothRamp } from '@a2pd/core';
import type { z } from 'zod';
import { adversarialTraining } from './adversarial-training.js';
import { radial } from './radial.js';
import { saConvex } from './sa-convex.js';
import { saPgd } from './sa-pgd.js';

export const defences = [adversarialTraining, saPgd, saConvex, radial] as const;

type Schema = (typeof defences)[number]['schema'];
/** What a user writes. Defences that were registered have configurations of their own; TypeScript knows ours alone. */
export type DefenceInput = z.input<Schema>;
/** A defence's name with all its hyper-parameters. */
export type DefenceConfig = Readonly<z.output<Schema>>;

/** The radius after so many agent steps; 0 without a defence. */
export function radiusSchedule(defence: DefenceConfig | undefined, totalAgentSteps: number): Schedule {
  if (!defence) return () => 0;
  const { epsilon, rampBeginAgentSteps, rampEndAgentSteps = rampEndOf(totalAgentSteps) } = defence;
  return smoothRamp(epsilon, rampBeginAgentSteps, rampEndAgentSteps);
}

/** Where no other end is asked for: a third of the training is left to learn at the whole radius. */
export function rampEndOf(totalAgentSteps: number): number {
  return Math.ceil((2 / 3) * totalAgentSteps);
}
