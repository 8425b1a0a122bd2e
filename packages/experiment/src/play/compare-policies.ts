/** Films several policies at the same game, each without and with an attack, side by side in one GIF. */
import { requireWritable, writeFileAtomically } from '@a2pd/artefact';
import type { AttackConfig } from '@a2pd/attack';
import { type Clip, expectationError, type OptionNames, requireKnownOptions, type Strikes } from '@a2pd/core';
import { ClipRecorder, evaluate, mostClipAgentSteps } from '@a2pd/evaluate';
import { type ComparedClip, renderComparisonGif } from '@a2pd/report/animation';
import type { JobContext } from '../run/context.js';
import { actionNamesOf, evaluationSeeds, openEpisodicEnvironment, screenOf } from '../run/game-environment.js';
import { type OpenedPolicy, openPolicy, withPolicies } from '../run/policy.js';
import type { NamedPolicy } from '../run/policy-name.js';
import { type Aim, type EvaluationAim, openAim, requireAim } from '../run/target.js';
import { playedLabel } from './play-policy.js';

export interface CompareRequest extends Aim {
  readonly policies: readonly NamedPolicy[];
  readonly attack: AttackConfig;
  /** On which states alone it strikes; everywhere when absent. */
  readonly strikes?: Strikes | null | undefined;
  readonly seed: number;
  /** Of each episode; at most 600, as many as a clip may keep, and these when absent. */
  readonly maxAgentSteps?: number | undefined;
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
  adversary: true,
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

/**
 * @throws A2pdError INVALID_ARGUMENT and FILE_UNAVAILABLE before anything is played, INCOMPATIBLE_ARTEFACT for policies of
 * different games, and what opening them throws.
 */
export async function comparePolicies(request: CompareRequest, context: JobContext): Promise<ComparedPolicies> {
  requireKnownOptions(request, requestNames);
  requireShowable(request);
  await requireWritable(request.output, { force: request.force });
  for (const { folder } of request.policies) await requireAim(request, folder);
  const films: Film[] = [];
  for (const named of request.policies) {
    await withPolicies(async (keep) => {
      const policy = await keep(openPolicy(named.folder));
      requireGame(policy, films[0]?.game);
      const aim = await openAim(request, policy, keep);
      for (const attack of [{ name: 'none' } as const, request.attack]) {
        const progress = { completed: films.length, total: 2 * request.policies.length, unit: 'episodes' };
        context.onProgress({ stage: 'compare', ...progress });
        films.push(await film({ ...policy, name: named.name, aim }, attack, request, context));
      }
    });
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

function requireShowable({ attack, output, maxAgentSteps = mostClipAgentSteps }: CompareRequest): void {
  const refuse = (argument: string, expected: string, received: unknown) => {
    throw expectationError('INVALID_ARGUMENT', expected, received, `change ${argument}`, { arguments: [argument] });
  };
  if (attack.name === 'none') refuse('attack', 'an attack to compare with none', attack.name);
  if (!output.toLowerCase().endsWith('.gif')) refuse('output', 'an output that ends in .gif', output);
  if (maxAgentSteps <= mostClipAgentSteps) return;
  refuse('maxAgentSteps', `at most ${mostClipAgentSteps} agent steps side by side`, maxAgentSteps);
}

interface Film extends ComparedClip {
  readonly game: string;
  readonly actionNames: readonly string[];
  readonly episode: ComparedEpisode;
}

interface Filmed extends OpenedPolicy, Pick<NamedPolicy, 'name'> {
  readonly aim: EvaluationAim | undefined;
}

async function film(
  { name, model, game, preset, aim }: Filmed,
  attack: AttackConfig,
  { maxAgentSteps = mostClipAgentSteps, ...request }: CompareRequest,
  { signal }: JobContext,
): Promise<Film> {
  const environment = openEpisodicEnvironment({ game, preset, numEnvironments: 1 });
  try {
    const recorder = new ClipRecorder({ maxAgentSteps, screen: () => screenOf(environment) });
    const { episodes } = await evaluate({
      environment,
      policy: model,
      ...(attack.name === 'none' ? {} : { attack, strikes: request.strikes, ...aim }),
      seeds: evaluationSeeds(1, request.seed),
      seed: request.seed,
      explorationEpsilon: request.explorationEpsilon,
      maxEpisodeAgentSteps: maxAgentSteps,
      gradientProbePeriodAgentSteps: 0,
      signal,
      recorder,
    });
    const { return: episodeReturn, agentSteps, actionFlipRate } = episodes[0]!;
    const label = playedLabel(attack, request.strikes, aim);
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
