import { romMd5 } from '@a2pd/ale';
import { type LoadedCheckpoint, trainingPresets } from '@a2pd/rainbow';
import { expect, it } from 'vitest';
import { continuedPlan } from './training-plan.js';

/** As much of one as is read; PQN ends at a whole segment, beyond the length that was planned. */
const done = {
  checkpoint: { config: { ...trainingPresets.pqn, totalAgentSteps: 5_000_000 }, state: { agentSteps: 5_001_216 } },
  manifest: {
    game: 'pong',
    romMd5: romMd5('pong'),
    config: { game: 'pong', preset: 'rainbow', numEnvironments: 64, evaluationEpisodes: 10, training: {} },
  },
  directory: 'checkpoint',
} as unknown as LoadedCheckpoint;

it('may be asked for the length that was planned, or more, and for no less than it has', () => {
  const lengthOf = (totalAgentSteps: number) => continuedPlan(done, { totalAgentSteps }).config.totalAgentSteps;
  expect([5_000_000, 6_000_000].map(lengthOf)).toEqual([5_000_000, 6_000_000]);
  expect(() => lengthOf(4_000_000)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
});
