/** Films several policies at the same game, each without and with an attack, side by side in one GIF. */
import { requireWritable, writeFileAtomically } from '@a2pd/artefact';
import type { AttackConfig } from '@a2pd/attack';
import { type Clip, expectationError, type OptionNames, requireKnownOptions, type Strikes } from '@a2pd/core';
import { ClipRecorder, evaluate } from '@a2pd/evaluate';
import { type ComparedClip, renderComparisonGif } from '@a2pd/report/animation';
import type { JobContext } from '../run/context.js';
import { actionNamesOf, evaluationSeeds, openEpisodicEnvironment, screenOf } from '../run/game-environment.js';
import { type OpenedPolicy, openPolicy } from '../run/policy.js';
import type { NamedPolicy } from '../run/policy-name.js';
import { requireTarget, targetOf } from '../run/target.js';
import { playedLabel } from './play-policy.js';

export interface CompareRequest {
  readonly policies: readonly NamedPolicy[];
  readonly attack: AttackConfig;
  /** On which states alone it strikes; everywhere when absent. */
  readonly strikes?: Strikes | null | undefined;
  /** An action that it leads to, as `PlayRequest` has it. */
  readonly target?: string | undefined;
  readonly seed: number;
  /** Of each episode; at most 600 are filmed. */
  readonly maxAgentSteps: number;
  readonly explorationEpsilon: number;
  /** A *.gif. */
  readonly output: string;
  /** Replaces also a file that is not ours. */
  readonly force?: boolean | undefined;
}

const requestNames: OptionNames<CompareRequest> = {
  policies: true,
  attack: true,
  strikes: true,
  target: true,
  seed: true,
  maxAgentSteps: true,
  explorationEpsilon: true,
  output: true,
  force: true,
};

interface ComparedEpisode {
  readonly policyName: string;
  readonly attackLabel: string;
  /** Until the end of the film. */
  readonly return: number;
  readonly agentSteps: number;
  readonly actionFlipRate: number | null;
}

export interface ComparedPolicies {
  readonly game: string;
  readonly seed: number;
  readonly episodes: readonly ComparedEpisode[];
  readonly output: string;
  readonly bytes: number;
}

/** @throws A2pdError FILE_UNAVAILABLE before anything is played, INCOMPATIBLE_ARTEFACT for policies of different games, and what opening them throws. */
export async function comparePolicies(request: CompareRequest, context: JobContext): Promise<ComparedPolicies> {
  requireKnownOptions(request, requestNames);
  await requireWritable(request.output, { force: request.force });
  for (const { folder } of request.policies) await requireTarget(request.target, folder);
  const films: Film[] = [];
  for (const named of request.policies) {
    const policy = await openPolicy(named.folder);
    try {
      requireGame(policy, films[0]?.game);
      for (const attack of [{ name: 'none' } as const, request.attack]) {
        const progress = { completed: films.length, total: 2 * request.policies.length, unit: 'episodes' };
        context.onProgress({ stage: 'compare', ...progress });
        films.push(await film(named, policy, attack, request, context));
      }
    } finally {
      policy.model.dispose();
    }
  }
  const gif = renderComparisonGif(films, films[0]?.actionNames ?? []);
  await writeFileAtomically(request.output, gif);
  return {
    game: films[0]?.game ?? '',
    seed: request.seed,
    episodes: films.map(({ episode }) => episode),
    output: request.output,
    bytes: gif.byteLength,
  };
}

interface Film extends ComparedClip {
  readonly game: string;
  readonly actionNames: readonly string[];
  readonly episode: ComparedEpisode;
}

async function film(
  { name }: NamedPolicy,
  { model, game, preset }: OpenedPolicy,
  attack: AttackConfig,
  request: CompareRequest,
  { signal }: JobContext,
): Promise<Film> {
  const environment = openEpisodicEnvironment({ game, preset, numEnvironments: 1 });
  try {
    const target = request.target === undefined ? undefined : targetOf(request.target, { game, preset });
    const recorder = new ClipRecorder({ maxAgentSteps: request.maxAgentSteps, screen: () => screenOf(environment) });
    const { episodes } = await evaluate({
      environment,
      policy: model,
      ...(attack.name === 'none' ? {} : { attack, strikes: request.strikes, ...target }),
      seeds: evaluationSeeds(1, request.seed),
      seed: request.seed,
      explorationEpsilon: request.explorationEpsilon,
      maxEpisodeAgentSteps: request.maxAgentSteps,
      gradientProbePeriodAgentSteps: 0,
      signal,
      recorder,
    });
    const { return: episodeReturn, agentSteps, actionFlipRate } = episodes[0]!;
    const label = playedLabel(attack, request.strikes, target);
    const clip: Clip = recorder.clip() ?? { seed: request.seed, steps: [] };
    return {
      title: name,
      subtitle: label,
      clip,
      game,
      actionNames: actionNamesOf(environment),
      episode: { policyName: name, attackLabel: label, return: episodeReturn, agentSteps, actionFlipRate },
    };
  } finally {
    environment.close();
  }
}

/** Each plays with its own preset. */
function requireGame(policy: OpenedPolicy, game: string | undefined): void {
  if (game === undefined || policy.game === game) return;
  throw expectationError(
    'INCOMPATIBLE_ARTEFACT',
    `policies of one game, ${game}`,
    policy.game,
    'compare within a game',
  );
}
