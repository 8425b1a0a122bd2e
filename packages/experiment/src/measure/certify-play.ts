/** Plays a policy's episodes and proves their returns, state by state; keeps the record. */
import { romMd5 } from '@a2pd/ale';
import { requireWritable } from '@a2pd/artefact';
import { presets } from '@a2pd/atari';
import {
  type BoundsName,
  type CertifiedPlayOptions,
  certifiedPlay,
  greedyWorstCase,
  type PlayedEpisode,
  returnFloors,
  summariseCertifiedPlay,
  withWorstCases,
  worstCases,
  writeCertifiedPlay,
} from '@a2pd/certify';
import {
  type CertifiedPlayRecord,
  defaultExplorationEpsilon,
  expectationError,
  type OptionNames,
  requireKnownOptions,
} from '@a2pd/core';
import type { JobContext } from '../run/context.js';
import { evaluationSeeds, openEpisodicEnvironment } from '../run/game-environment.js';
import { type OpenedPolicy, openPolicy, openTeacher, requireSameGame, withPolicies } from '../run/policy.js';
import type { NamedPolicy } from '../run/policy-name.js';
import { certifiableModel } from './certify-policy.js';

export interface CertifyPlayRequest {
  readonly policy: NamedPolicy;
  /** Folder of the teacher that says what a wrong action costs; the policy itself says so when absent. */
  readonly teacher?: string | undefined;
  /** Radii in L-infinity, pixels in [0, 1]. */
  readonly epsilons: readonly number[];
  readonly episodes: number;
  /** Cuts each episode; whole games when absent. */
  readonly maxAgentSteps?: number | undefined;
  /** Asked in turn. */
  readonly bounds: readonly BoundsName[];
  /** Of the episodes, as an evaluation has it. */
  readonly seed: number;
  /** Share of agent steps played at random: as in an evaluation, whose games are then the same; `defaultExplorationEpsilon`. */
  readonly explorationEpsilon?: number | undefined;
  /** A state matters where its worst action costs more than this. */
  readonly mattersAbove: number;
  /** Whether the greedy worst case is played too, once for each radius. */
  readonly worstCase: boolean;
  /** States that a search for each episode's worst case may look at, for each radius; 0 for no search. */
  readonly searchStates: number;
  /** Folder that the record is written to; nowhere when absent. */
  readonly output?: string | undefined;
  readonly scaledDown?: string | undefined;
}

const requestNames: OptionNames<CertifyPlayRequest> = {
  policy: true,
  teacher: true,
  epsilons: true,
  episodes: true,
  maxAgentSteps: true,
  bounds: true,
  seed: true,
  explorationEpsilon: true,
  mattersAbove: true,
  worstCase: true,
  searchStates: true,
  output: true,
  scaledDown: true,
};

/** @throws A2pdError INCOMPATIBLE_ARTEFACT for a policy that cannot be certified or a teacher of another game. */
export async function certifyPlay(request: CertifyPlayRequest, context: JobContext): Promise<CertifiedPlayRecord> {
  requireKnownOptions(request, requestNames);
  return withPolicies(async (keep) => {
    const policy = await keep(openPolicy(request.policy.folder));
    const teacher = request.teacher === undefined ? undefined : await keep(openTeacher(request.teacher));
    requireSameGame(teacher ? [policy, teacher] : [policy]);
    return playAndProve(request, policy, teacher, context);
  });
}

async function playAndProve(
  request: CertifyPlayRequest,
  policy: OpenedPolicy,
  teacher: OpenedPolicy | undefined,
  { signal, onProgress }: JobContext,
): Promise<CertifiedPlayRecord> {
  const { epsilons, episodes: count, maxAgentSteps, seed, bounds, mattersAbove, worstCase, searchStates } = request;
  const { explorationEpsilon = defaultExplorationEpsilon, output, scaledDown } = request;
  const { game, preset } = policy;
  requireDeterministic(preset);
  if (output !== undefined) await requireWritable(output, { kind: 'certified-play' });
  const environment = openEpisodicEnvironment({ game, preset, numEnvironments: count });
  const seeds = evaluationSeeds(count, seed);
  const options = {
    environment,
    seeds,
    epsilons,
    signal,
    onProgress,
    policy: certifiableModel(policy.model),
    teacher: teacher?.model,
    bounds,
    floor: returnFloors[game],
    cost: mattersAbove,
    explorationEpsilon,
    maxEpisodeAgentSteps: maxAgentSteps,
  };
  try {
    const episodes = await searchWorstCases(policy, await certifiedPlay(options), searchStates, options);
    const worst: number[] = [];
    for (const epsilon of worstCase ? epsilons : []) {
      const returns = await greedyWorstCase(options, epsilon);
      worst.push(returns.reduce((sum, value) => sum + value, 0) / count);
    }
    const record = summariseCertifiedPlay(episodes, {
      policyName: request.policy.name,
      bounds,
      explorationEpsilon,
      mattersAbove,
      greedyWorstCaseReturns: worstCase ? worst : null,
    });
    if (output !== undefined) {
      await writeCertifiedPlay(output, record, episodes, {
        game,
        romMd5: romMd5(game),
        config: {
          policyName: record.policyName,
          preset,
          epsilons,
          bounds,
          explorationEpsilon,
          mattersAbove,
          worstCase,
          searchStates,
          maxAgentSteps,
        },
        seeds: { certification: seed, episodes: seeds },
        parents: [policy.reference, ...(teacher ? [teacher.reference] : [])],
        scaledDown,
      });
    }
    return record;
  } finally {
    environment.close();
  }
}

/** States that are followed at once: enough to fill the batches that the bounds are asked in. */
const searchEnvironments = 64;

/** Episodes as they were where no search is asked for, or no floor of the game is known: what it left open would prove nothing. */
async function searchWorstCases(
  { game, preset }: OpenedPolicy,
  episodes: readonly PlayedEpisode[],
  maxStates: number,
  { floor, epsilons, teacher: _teacher, cost: _cost, ...options }: CertifiedPlayOptions,
): Promise<readonly PlayedEpisode[]> {
  if (maxStates === 0 || !floor) return episodes;
  const environment = openEpisodicEnvironment({ game, preset, numEnvironments: searchEnvironments });
  try {
    let searched = episodes;
    for (const [level, epsilon] of epsilons.entries()) {
      const cases = await worstCases({ ...options, environment, floor, epsilon, maxStates });
      searched = withWorstCases(searched, cases, level);
    }
    return searched;
  } finally {
    environment.close();
  }
}

/** Sticky actions repeat at random: then an episode is not proved by the policy's decisions alone. */
function requireDeterministic(preset: OpenedPolicy['preset']): void {
  if (presets[preset].repeatActionProbability === 0) return;
  const remedy = 'certify the states that it visits instead';
  throw expectationError('INCOMPATIBLE_ARTEFACT', 'a game without sticky actions', preset, remedy);
}
