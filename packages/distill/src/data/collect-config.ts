/** How many pairs are collected and how the teacher plays meanwhile. */
import { parseConfig } from '@a2pd/artefact';
import { defaultExplorationEpsilon, explorationHelp } from '@a2pd/core';
import { z } from 'zod';

export const collectConfigSchema = z.strictObject({
  /** State-prescription pairs; the paper collects 1e5. */
  pairs: z.int().min(2).default(100_000),
  /** Share of random actions on the teacher's trajectory; up to 0.05 brings states that it alone would not reach. */
  explorationEpsilon: z.number().min(0).max(0.05).describe(explorationHelp).default(defaultExplorationEpsilon),
  /** Share of the steps that the player takes, where there is one; the teacher takes the others. */
  playerShare: z.number().gt(0).max(1).optional(),
  /** Prescription = softmax(Q / temperature). */
  temperature: z.number().min(1e-6).max(1e6).default(1),
  /**
   * Pairs of a shard, to the nearest step of all environments: what a killed collection can lose. 4096 are 29 MB of
   * frames in memory: few enough to hold several shards, many enough that compression finds its repetitions.
   */
  pairsPerShard: z.int().min(1).default(4096),
});

export type CollectConfig = Readonly<z.output<typeof collectConfigSchema>>;

/** Section 4.1 of the paper. */
export const collectPresets = {
  paper: {},
  /** Scaled down: minutes on two cores. */
  pipeline: { pairs: 10_000 },
} as const satisfies Record<string, z.input<typeof collectConfigSchema>>;

/** @throws A2pdError INVALID_CONFIG naming each wrong key. */
export function parseCollectConfig(config: unknown): CollectConfig {
  return parseConfig(collectConfigSchema, config, 'collect config');
}
