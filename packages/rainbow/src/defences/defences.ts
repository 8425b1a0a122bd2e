/** The defences that there are, in the order in which help and tables list them. */
import { type Schedule, smoothRamp } from '@a2pd/core';
import { z } from 'zod';
import { adversarialTraining } from './adversarial-training.js';
import type { Defence } from './defence.js';
import { radial } from './radial.js';
import { saConvex } from './sa-convex.js';
import { saPgd } from './sa-pgd.js';

export const defences = [adversarialTraining, saPgd, saConvex, radial] as const;

export const defenceSchema = z.discriminatedUnion('name', [
  adversarialTraining.schema,
  saPgd.schema,
  saConvex.schema,
  radial.schema,
]);

/** A defence's name with all its hyper-parameters. */
export type DefenceConfig = Readonly<z.output<typeof defenceSchema>>;

export function definitionOf({ name }: Pick<DefenceConfig, 'name'>): (typeof defences)[number] {
  return defences.find((defence) => defence.name === name)!;
}

export function createDefence(config: DefenceConfig): Defence {
  // The one of that name takes the configurations of that name.
  return definitionOf(config).create(config as never);
}

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
