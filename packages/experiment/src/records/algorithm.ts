/** What a teacher was trained by, in the field's words. */
import { z } from 'zod';

const recipe = z.looseObject({
  algorithm: z.string().optional(),
  parts: z.record(z.string(), z.unknown()).default({}),
  defence: z.looseObject({ name: z.string() }).optional(),
});

/**
 * "PQN"; or "Rainbow" with all of its parts, "DQN" with none, and its defence: "DQN + double + dueling, sa-convex".
 * @param training Hyper-parameters as a manifest has them.
 */
export function algorithmOf(training: unknown): string {
  const { algorithm, parts = {}, defence } = recipe.safeParse(training).data ?? {};
  if (algorithm !== undefined) return algorithm.toUpperCase();
  const names = Object.keys(parts);
  const [has, lacks] = [names.filter((name) => parts[name]), names.filter((name) => !parts[name])];
  const network = has.length > lacks.length ? ['Rainbow', ...lacks].join(' without ') : ['DQN', ...has].join(' + ');
  return defence ? `${network}, ${defence.name}` : network;
}
