/** What a checkpoint holds beside arrays: `state.json`. */
import type { Artefact } from '@a2pd/artefact';
import { z } from 'zod';
import type { Checkpoint } from './checkpoint.js';

const format = 2;
const count = z.int().nonnegative();
const rngState = z.array(z.int());

const scalarsSchema = z.strictObject({
  format: z.literal(format),
  agentSteps: count,
  updates: count,
  rng: rngState,
  /** These two of Rainbow alone. */
  learnerRng: rngState.optional(),
  learning: z.strictObject({ fromAgentSteps: count, updatesBefore: count }).optional(),
  recent: z.strictObject({
    updates: count,
    lossSum: z.number(),
    gradientNormSum: z.number(),
    /** Absent before there were defences. */
    defenceTermSum: z.number().optional(),
    returns: z.array(z.number()),
  }),
  rollout: z.strictObject({
    rng: rngState,
    episodes: z.array(z.strictObject({ seed: z.int(), return: z.number() })),
  }),
  /** Null in a light checkpoint, and without a replay. */
  replay: z
    .strictObject({
      maxPriority: z.number().positive(),
      streams: z.array(z.strictObject({ written: count, pending: count })).min(1),
    })
    .nullable(),
  exploration: z.strictObject({ actions: z.array(count), remaining: z.array(count) }).optional(),
  best: z.strictObject({ agentSteps: count, meanReturn: z.number().nullable() }).nullable(),
  isEvaluationDue: z.boolean().optional(),
});

export type CheckpointScalars = z.infer<typeof scalarsSchema>;

export const scalarsFile = 'state.json';

export function scalarsOf({ state, best, isEvaluationDue }: Checkpoint): CheckpointScalars {
  const { replay, exploration } = state;
  return {
    format,
    agentSteps: state.agentSteps,
    updates: state.updates,
    rng: [...state.rng],
    ...('learning' in state ? { learnerRng: [...state.learner.rng], learning: state.learning } : {}),
    recent: { ...state.recent, returns: [...state.recent.returns] },
    rollout: {
      rng: [...state.rollout.rng],
      episodes: state.rollout.episodes.map((episode) => ({ seed: episode.seed, return: episode.return })),
    },
    replay: replay
      ? {
          maxPriority: replay.maxPriority,
          streams: replay.streams.map(({ written, pending }) => ({ written, pending })),
        }
      : null,
    ...(exploration
      ? { exploration: { actions: [...exploration.actions], remaining: [...exploration.remaining] } }
      : {}),
    best: best ? { agentSteps: best.agentSteps, meanReturn: best.meanReturn } : null,
    ...(isEvaluationDue ? { isEvaluationDue } : {}),
  };
}

/** @throws A2pdError CORRUPT_ARTEFACT, or INCOMPATIBLE_ARTEFACT for a checkpoint of another version. */
export async function readScalars(artefact: Artefact): Promise<CheckpointScalars> {
  return artefact.readJson(scalarsFile, scalarsSchema);
}
