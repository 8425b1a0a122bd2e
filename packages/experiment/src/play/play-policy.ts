/** Lets a policy play a few episodes, one after another, and films them. */
import type { AtariVectorEnvironment } from '@a2pd/atari';
import { type AttackConfig, parseAttackConfig } from '@a2pd/attack';
import { type EpisodeRecord, type OptionNames, requireKnownOptions, type Strikes } from '@a2pd/core';
import { evaluate, evaluationLabel, type Recorder } from '@a2pd/evaluate';
import type { Model } from '@a2pd/tensor';
import type { JobContext } from '../run/context.js';
import { evaluationSeeds, openEpisodicEnvironment, screenOf } from '../run/game-environment.js';
import { type OpenedPolicy, openPolicy, withPolicies } from '../run/policy.js';
import type { NamedPolicy } from '../run/policy-name.js';
import { type Aim, type EvaluationAim, openAim, requireAim } from '../run/target.js';
import type { Film } from './film/film.js';
import { openFilm } from './film/open-film.js';

export interface PlayRequest extends Aim {
  readonly policy: NamedPolicy;
  /** The policy's own game when absent. */
  readonly game?: string | undefined;
  readonly attack: AttackConfig;
  /** On which states alone it strikes; everywhere when absent. */
  readonly strikes?: Strikes | null | undefined;
  readonly episodes: number;
  readonly seed: number;
  /** Cuts each episode. */
  readonly maxAgentSteps: number;
  readonly explorationEpsilon: number;
  /** A film of all episodes, *.gif or *.mp4. */
  readonly output?: string | undefined;
  /** Replaces also a file that is not ours. */
  readonly force?: boolean | undefined;
}

const requestNames: OptionNames<PlayRequest> = {
  policy: true,
  game: true,
  attack: true,
  strikes: true,
  target: true,
  adversary: true,
  episodes: true,
  seed: true,
  maxAgentSteps: true,
  explorationEpsilon: true,
  output: true,
  force: true,
};

export type PlayedEpisode = Pick<
  EpisodeRecord,
  'seed' | 'return' | 'agentSteps' | 'terminated' | 'truncated' | 'actionFlipRate' | 'attackedStates' | 'targetRate'
>;

export interface Played {
  readonly policyName: string;
  readonly game: string;
  readonly attackLabel: string;
  readonly episodes: readonly PlayedEpisode[];
  readonly meanReturn: number;
  readonly output: string | null;
}

/** @throws A2pdError TOOL_UNAVAILABLE for an MP4 without ffmpeg, before anything is played. */
export async function playPolicy(request: PlayRequest, context: JobContext): Promise<Played> {
  requireKnownOptions(request, requestNames);
  const film = request.output === undefined ? undefined : await openFilm(request.output, { force: request.force });
  try {
    const played = await play(request, film, context);
    await film?.finish();
    return played;
  } catch (error) {
    await film?.discard();
    throw error;
  }
}

async function play(request: PlayRequest, film: Film | undefined, context: JobContext): Promise<Played> {
  await requireAim(request, request.policy.folder, request.game);
  return withPolicies(async (keep) => {
    const policy = await keep(openPolicyFor(request));
    const { model, game, preset } = policy;
    const aim = await openAim(request, policy, keep);
    const environment = openEpisodicEnvironment({ game, preset, numEnvironments: 1 });
    try {
      const episodes = await playEpisodes(request, { policy: model, environment, film, aim }, context);
      return {
        policyName: request.policy.name,
        game,
        attackLabel: playedLabel(request.attack, request.strikes, aim),
        episodes,
        meanReturn: episodes.reduce((sum, episode) => sum + episode.return, 0) / episodes.length,
        output: request.output ?? null,
      };
    } finally {
      environment.close();
    }
  });
}

/** With the game that it is to play. */
async function openPolicyFor({ policy, game }: PlayRequest): Promise<OpenedPolicy> {
  const opened = await openPolicy(policy.folder);
  return { ...opened, game: game ?? opened.game };
}

interface Stage {
  readonly policy: Model;
  readonly environment: AtariVectorEnvironment;
  readonly film: Film | undefined;
  readonly aim: EvaluationAim | undefined;
}

async function playEpisodes(
  request: PlayRequest,
  { policy, environment, film, aim }: Stage,
  { signal, onProgress }: JobContext,
): Promise<PlayedEpisode[]> {
  const attack = parseAttackConfig(request.attack);
  const recorder = film && filming(film, () => screenOf(environment));
  const episodes: PlayedEpisode[] = [];
  for (const seed of evaluationSeeds(request.episodes, request.seed)) {
    const report = (agentSteps: number) => {
      const progress = { stage: 'play', completed: episodes.length, total: request.episodes, unit: 'episodes' };
      onProgress({ ...progress, figures: { agentSteps } });
    };
    report(0);
    // An evaluation shows its first episode alone: each is one of its own.
    const { episodes: records } = await evaluate({
      environment,
      policy,
      ...(attack.name === 'none' ? {} : { attack, strikes: request.strikes, ...aim }),
      seeds: [seed],
      seed: request.seed,
      explorationEpsilon: request.explorationEpsilon,
      maxEpisodeAgentSteps: request.maxAgentSteps,
      gradientProbePeriodAgentSteps: 0,
      signal,
      onProgress: ({ figures }) => report(figures?.agentSteps ?? 0),
      recorder,
    });
    episodes.push(...records.map(playedEpisode));
    report(records[0]?.agentSteps ?? 0);
  }
  return episodes;
}

/** As tables would call it. */
export function playedLabel(
  attack: AttackConfig,
  strikes: Strikes | null | undefined,
  aim: EvaluationAim | undefined,
): string {
  const { targetName } = aim ?? {};
  return evaluationLabel(attack, { perturbFrames: 'all', quantise: false, ownLabels: false, strikes, targetName });
}

function filming(film: Film, screen: Recorder['captureScreen']): Recorder {
  return {
    wants: () => true,
    captureScreen: screen,
    record: (step) => {
      if (step.screen) film.add(step.screen);
    },
  };
}

function playedEpisode(record: EpisodeRecord): PlayedEpisode {
  const { seed, return: episodeReturn, agentSteps, terminated, truncated, ...rest } = record;
  const { actionFlipRate, attackedStates, targetRate } = rest;
  const figures = { actionFlipRate, attackedStates, targetRate };
  return { seed, return: episodeReturn, agentSteps, terminated, truncated, ...figures };
}
