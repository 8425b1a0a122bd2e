/** The games that an audit judges a policy by: the same seeds played without an attack, under one, disturbed, and by others. */
import { type AttackConfig, attackLabel } from '@a2pd/attack';
import { type AuditOptions, type EvaluateOptions, evaluate } from '@a2pd/evaluate';
import type { JobContext } from '../run/context.js';
import { evaluationSeeds, openEpisodicEnvironment } from '../run/game-environment.js';
import type { OpenedPolicy } from '../run/policy.js';
import type { VisitRequest } from './visit-states.js';

export interface AuditedGames extends Omit<VisitRequest, 'states'> {
  /** Radius of the attack, pixels in [0, 1]. */
  readonly epsilon: number;
}

/** Enough to free a policy that is stuck, too few to spoil the game of one that plays. */
const randomShare = 0.05;

type Way = Partial<Pick<EvaluateOptions, 'policy' | 'attack' | 'explorationEpsilon'>>;

/** @throws A2pdError NOT_FINITE, or INTERRUPTED by the signal. */
export async function playAuditedGames(
  { epsilon, episodes, maxAgentSteps, seed }: AuditedGames,
  { model, game, preset }: OpenedPolicy,
  teacher: OpenedPolicy | undefined,
  { signal, onProgress }: JobContext,
): Promise<NonNullable<AuditOptions['returns']>> {
  const attack: AttackConfig = { name: 'pgd', epsilon, steps: 10 };
  const environment = openEpisodicEnvironment({ game, preset, numEnvironments: episodes });
  const play = async (how: string, way: Way) => {
    const { episodes: records } = await evaluate({
      environment,
      policy: model,
      seeds: evaluationSeeds(episodes, seed),
      seed,
      ...way,
      maxEpisodeAgentSteps: maxAgentSteps,
      gradientProbePeriodAgentSteps: 0,
      signal,
      onProgress: (progress) => onProgress({ ...progress, stage: `audit: ${how}` }),
    });
    return records.map((record) => record.return);
  };
  try {
    return {
      natural: await play('no attack', {}),
      disturbed: { randomShare, returns: await play('random actions', { explorationEpsilon: randomShare }) },
      random: await play('the random agent', { explorationEpsilon: 1 }),
      teacher: teacher && (await play('the teacher', { policy: teacher.model })),
      attacked: await play(attackLabel(attack), { attack }),
      attackLabel: attackLabel(attack),
    };
  } finally {
    environment.close();
  }
}
