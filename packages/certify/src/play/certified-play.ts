/**
 * A return that is proved instead of attacked. Game and policy are deterministic, so an episode whose every state is certified is
 * the same episode under any perturbation within the radius, known or unknown, and its return is proved. Of an episode that
 * is not, what it had come to at its first open state is: from there on an attacker may choose.
 */
import type { ReluModel } from '@a2pd/bounds';
import {
  argmax,
  breathe,
  defaultExplorationEpsilon,
  type EpisodeRecord,
  ExplorationPlan,
  expectationError,
  IDLE,
  type OptionNames,
  observationSize,
  type ProgressListener,
  packPlaying,
  requireKnownOptions,
  type VectorEnvironment,
} from '@a2pd/core';
import type { Model } from '@a2pd/tensor';
import type { BoundsName } from '../lead-bounds.js';
import type { WorstCase } from './episode-search.js';
import { requireFitting } from './fitting.js';
import { LeadProver, type Proofs } from './lead-prover.js';
import { noRewards, type ReturnFloor, type Rewards, withReward } from './return-floor.js';

export interface CertifiedPlayOptions {
  /** Autoreset `disabled`, without sticky actions, one environment for each seed. */
  readonly environment: VectorEnvironment;
  readonly policy: ReluModel;
  /** Says what a wrong action costs, for states that matter and for the greedy worst case; the policy's own scores when absent. */
  readonly teacher?: Model | undefined;
  readonly seeds: readonly number[];
  /** Radii in L-infinity, pixels in [0, 1]. */
  readonly epsilons: readonly number[];
  /** Cheap ones first. */
  readonly bounds: readonly BoundsName[];
  /** Share of agent steps played at random, the same ones as in an evaluation of these seeds; `defaultExplorationEpsilon`. */
  readonly explorationEpsilon?: number | undefined;
  /** Undefined where the game has none that is known: then only whole episodes prove a return. */
  readonly floor?: ReturnFloor | undefined;
  /** A state matters where the worst action is worth so much less than the best. */
  readonly cost: number;
  /** Cuts episodes: nothing is proved of what would follow. */
  readonly maxEpisodeAgentSteps?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

const optionNames: OptionNames<CertifiedPlayOptions> = {
  environment: true,
  policy: true,
  teacher: true,
  seeds: true,
  epsilons: true,
  bounds: true,
  explorationEpsilon: true,
  floor: true,
  cost: true,
  maxEpisodeAgentSteps: true,
  signal: true,
  onProgress: true,
};

/** One radius in one episode. */
export interface EpisodeProof {
  readonly epsilon: number;
  /** Of the decided ones. */
  readonly provedSteps: number;
  /** Agent step of the first state in which another action could not be ruled out; null where there is none. */
  readonly firstOpenStep: number | null;
  /** No attack within the radius makes the return smaller; null where the game's floor is not known. */
  readonly certifiedReturn: number | null;
  readonly matteringProvedSteps: number;
  /** The search that made of the certified return what it is; absent where none was made. */
  readonly search?: Omit<WorstCase, 'certifiedReturn'> | undefined;
}

export interface PlayedEpisode
  extends Pick<EpisodeRecord, 'seed' | 'aleSeed' | 'noops' | 'return' | 'agentSteps' | 'frames' | 'terminated'> {
  /** Cut by a limit on agent steps, in the middle of the game. */
  readonly isCut: boolean;
  /** Steps in which the policy decided: all but the random ones. */
  readonly decidedSteps: number;
  /** Those of them in states that matter. */
  readonly matteringSteps: number;
  readonly proofs: readonly EpisodeProof[];
}

/** Plays every seed and says of each state what is proved: where the step is random, no attack has a say. */
export async function certifiedPlay(options: CertifiedPlayOptions): Promise<PlayedEpisode[]> {
  const { epsilons } = options;
  const own = ({ actions }: Proofs, row: number) => actions[row]!;
  return (await rollOut(options, epsilons, own)).map((lane) => lane.finish(options));
}

/**
 * The greedy worst case (Oikarinen et al. 2021): where several actions are possible within the radius, the one that is worth least
 * is taken. An estimate of the least return, not a bound: a greedy attacker need not be the worst.
 * @returns Each seed's return.
 */
export async function greedyWorstCase(options: CertifiedPlayOptions, epsilon: number): Promise<number[]> {
  const { numActions } = options.policy;
  const worst = ({ possible, values }: Proofs, row: number) => {
    const range = [row * numActions, (row + 1) * numActions] as const;
    const open = possible[0]!.subarray(...range);
    return argmax(values.subarray(...range).map((value, action) => (open[action] ? -value : Number.NEGATIVE_INFINITY)));
  };
  return (await rollOut(options, [epsilon], worst)).map((lane) => lane.total);
}

type Choice = (proofs: Proofs, row: number) => number;

async function rollOut(
  options: CertifiedPlayOptions,
  epsilons: readonly number[],
  choose: Choice,
): Promise<readonly PlayingLane[]> {
  const { environment, policy, seeds, signal, onProgress, maxEpisodeAgentSteps = Number.POSITIVE_INFINITY } = options;
  const { explorationEpsilon = defaultExplorationEpsilon } = options;
  requireKnownOptions(options, optionNames);
  requireFit(options);
  const prover = new LeadProver(policy, options.bounds, options.teacher);
  const packed = new Uint8Array(seeds.length * observationSize);
  try {
    environment.reset({ seed: [...seeds] });
    const lanes = seeds.map((seed, index) => {
      const exploration = new ExplorationPlan(seed, explorationEpsilon, policy.numActions);
      return new PlayingLane(index, environment, epsilons, exploration);
    });
    for (let playing = lanes; playing.length > 0; ) {
      await breathe(signal);
      const indices = playing.map(({ index }) => index);
      const proofs = prover.prove(packPlaying(environment, indices, packed).observations, epsilons);
      const actions = new Int32Array(seeds.length).fill(IDLE);
      playing.forEach((lane, row) => {
        lane.observe(proofs, row, options);
        actions[lane.index] = lane.randomAction ?? choose(proofs, row);
      });
      const { rewards, terminated, truncated, episodeFrames } = environment.step(actions);
      for (const lane of playing) {
        const { index } = lane;
        const end = terminated[index] === 1 ? 'terminated' : truncated[index] === 1 ? 'truncated' : null;
        lane.settle(rewards[index]!, episodeFrames[index]!, end);
      }
      playing = playing.filter(({ end, agentSteps }) => end === null && agentSteps < maxEpisodeAgentSteps);
      report(lanes, playing, onProgress);
    }
    return lanes;
  } finally {
    prover.dispose();
  }
}

class PlayingLane {
  agentSteps = 0;
  /** How the game ended; null while it goes on, and where a limit on agent steps cut it. */
  end: 'terminated' | 'truncated' | null = null;
  #rewards = noRewards;
  #frames = 0;
  #decidedSteps = 0;
  #matteringSteps = 0;
  readonly #start: VectorEnvironment['episodeStarts'][number];
  readonly #levels: {
    readonly epsilon: number;
    provedSteps: number;
    matteringProvedSteps: number;
    /** What there was at the first open state. */
    open: { readonly step: number; readonly rewards: Rewards } | null;
  }[];

  constructor(
    readonly index: number,
    environment: VectorEnvironment,
    epsilons: readonly number[],
    readonly exploration: ExplorationPlan,
  ) {
    this.#start = environment.episodeStarts[index]!;
    this.#levels = epsilons.map((epsilon) => ({ epsilon, provedSteps: 0, matteringProvedSteps: 0, open: null }));
  }

  get total(): number {
    return this.#rewards.total;
  }

  /** What is played in the present state whatever the policy sees; null where it decides. */
  get randomAction(): number | null {
    return this.exploration.actionAt(this.agentSteps);
  }

  observe({ values, possible, actions }: Proofs, row: number, { cost, policy: { numActions } }: CertifiedPlayOptions) {
    // What is played at random, no attack has a say in, and no bounds have proved.
    if (this.randomAction !== null) return;
    const range = [row * numActions, (row + 1) * numActions] as const;
    const worth = values.subarray(...range);
    const matters = Math.max(...worth) - Math.min(...worth) > cost;
    this.#decidedSteps += 1;
    if (matters) this.#matteringSteps += 1;
    const isOwn = (is: number, action: number) => is === 0 || action === actions[row];
    this.#levels.forEach((level, k) => {
      const isProved = possible[k]!.subarray(...range).every(isOwn);
      if (isProved) level.provedSteps += 1;
      if (isProved && matters) level.matteringProvedSteps += 1;
      if (!isProved) level.open ??= { step: this.agentSteps, rewards: this.#rewards };
    });
  }

  settle(reward: number, frames: number, end: PlayingLane['end']): void {
    this.agentSteps += 1;
    this.#rewards = withReward(this.#rewards, reward);
    this.#frames = frames;
    this.end = end;
  }

  finish({ floor }: CertifiedPlayOptions): PlayedEpisode {
    const { agentSteps, total, end } = this;
    const cut = end === null ? this.#rewards : null;
    return {
      ...this.#start,
      ...{ return: total, agentSteps, frames: this.#frames, terminated: end === 'terminated', isCut: end === null },
      decidedSteps: this.#decidedSteps,
      matteringSteps: this.#matteringSteps,
      proofs: this.#levels.map(({ epsilon, provedSteps, matteringProvedSteps, open }) => ({
        ...{ epsilon, provedSteps, matteringProvedSteps },
        firstOpenStep: open?.step ?? null,
        certifiedReturn: provedReturn(open?.rewards ?? cut, total, floor),
      })),
    };
  }
}

/** @param left What there was when the proof, or the play, came to its end; null where it went through to the game's. */
function provedReturn(left: Rewards | null, total: number, floor: ReturnFloor | undefined): number | null {
  return left === null ? total : (floor?.(left) ?? null);
}

function report(lanes: readonly PlayingLane[], playing: readonly PlayingLane[], onProgress?: ProgressListener): void {
  onProgress?.({
    stage: 'certified play',
    completed: lanes.length - playing.length,
    total: lanes.length,
    unit: 'episodes',
    figures: { agentSteps: lanes.reduce((sum, { agentSteps }) => sum + agentSteps, 0) },
  });
}

function requireFit({ environment, policy, teacher, seeds, epsilons }: CertifiedPlayOptions): void {
  if (seeds.length !== environment.numEnvironments) {
    throw expectationError('INVALID_ARGUMENT', `${environment.numEnvironments} seeds, one an environment`, seeds);
  }
  requireFitting(environment, teacher ? [policy, teacher] : [policy]);
  const wrong = epsilons.find((epsilon) => !(epsilon > 0 && epsilon <= 1));
  if (wrong === undefined) return;
  throw expectationError('INVALID_ARGUMENT', 'radii above 0, up to 1', wrong, 'pixels are in [0, 1]; divide by 255');
}
