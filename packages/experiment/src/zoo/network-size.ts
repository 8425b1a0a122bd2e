/** Whether a network is the paper's or one that trains in hours on two cores: tables and cards must say which. */
import { z } from 'zod';

const paperTeacher = z.looseObject({
  name: z.literal('rainbow'),
  trunk: z.literal('canonical'),
  hiddenUnits: z.number().min(512),
});
const paperStudent = z.looseObject({ name: z.literal('nature-dqn'), hiddenUnits: z.number().min(512) });

/** @param architecture As a policy's manifest has it. */
export function isSmallNetwork(architecture: unknown): boolean {
  return !paperTeacher.safeParse(architecture).success && !paperStudent.safeParse(architecture).success;
}
