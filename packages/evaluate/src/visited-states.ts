/**
 * States that a policy itself comes to: an even sample of what it sees in a few episodes, for audits and certification.
 * Other states (a teacher's, random ones) would say how the policy answers questions that the game never asks it.
 */
import {
  breathe,
  expectationError,
  explore,
  IDLE,
  type OptionNames,
  observationSize,
  type ProgressListener,
  Rng,
  requireFiniteScores,
  requireKnownOptions,
  requirePositiveInteger,
  rowArgmax,
  throwIfAborted,
  type VectorEnvironment,
} from '@a2pd/core';
import { compile, type Model, pixels, pixelsToInput, type Tensor, tf } from '@a2pd/tensor';

export interface VisitedStatesOptions {
  /** Autoreset `disabled`; one episode is played in each of its environments. */
  readonly environment: VectorEnvironment;
  readonly policy: Model;
  /** One for each environment. */
  readonly seeds: readonly number[];
  /** How many states to keep. */
  readonly count: number;
  /** Cuts episodes short; played to their end when absent. */
  readonly maxAgentSteps?: number | undefined;
  /** Share of agent steps played at random; 0.01, which leaves the beaten track. */
  readonly explorationEpsilon?: number | undefined;
  /** Draws the sample and the exploration. */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

const optionNames: OptionNames<VisitedStatesOptions> = {
  environment: true,
  policy: true,
  seeds: true,
  count: true,
  maxAgentSteps: true,
  explorationEpsilon: true,
  seed: true,
  signal: true,
  onProgress: true,
};

export interface VisitedStates {
  /** uint8[N, 4, 84, 84]. */
  readonly observations: Uint8Array;
  /** Which of the episodes each state was met in; int32[N]. States of one episode are alike. */
  readonly episodeOf: Int32Array;
  /** How many of the episodes `maxAgentSteps` ended. */
  readonly cutEpisodes: number;
}

/**
 * Plays the episodes and keeps an even sample without repetition; fewer than `count` when the episodes are that short.
 * The same options give the same states.
 * @throws A2pdError INVALID_ARGUMENT, INCOMPATIBLE_ARTEFACT, NOT_FINITE, or INTERRUPTED by the signal.
 */
export async function visitedStates(options: VisitedStatesOptions): Promise<VisitedStates> {
  requireKnownOptions(options, optionNames);
  const { environment, policy, seeds, count, explorationEpsilon = 0.01, signal, onProgress } = options;
  const { maxAgentSteps = Number.POSITIVE_INFINITY } = options;
  requireFit(options);
  const { numEnvironments, numActions } = environment;
  const rng = new Rng(options.seed ?? 0);
  const kept = new Reservoir(count, rng);
  const playing = new Array<boolean>(numEnvironments).fill(true);
  const look = compile('evaluate/visited', (frames: Tensor) => policy.logits(pixelsToInput(frames)));
  try {
    environment.reset({ seed: seeds });
    for (let agentStep = 0; agentStep < maxAgentSteps && playing.includes(true); agentStep++) {
      throwIfAborted(signal);
      const scores = requireFiniteScores(scoresOf(look, environment), policy.name);
      const greedy = rowArgmax(scores, numActions);
      const actions = Int32Array.from(playing, (isPlaying, i) => {
        if (!isPlaying) return IDLE;
        kept.offer(environment.observations.subarray(i * observationSize, (i + 1) * observationSize), i);
        return explore(rng, explorationEpsilon, numActions) ?? greedy[i]!;
      });
      const { terminated, truncated } = environment.step(actions);
      playing.forEach((isPlaying, i) => {
        playing[i] = isPlaying && terminated[i] === 0 && truncated[i] === 0;
      });
      if (agentStep % 32 === 0) {
        const completed = playing.filter((isPlaying) => !isPlaying).length;
        const progress = { completed, total: numEnvironments, unit: 'episodes', figures: { agentStep } };
        onProgress?.({ stage: 'visit states', ...progress });
        await breathe();
      }
    }
  } finally {
    look.dispose();
  }
  return { ...kept.contents(), cutEpisodes: playing.filter(Boolean).length };
}

interface Met {
  readonly observation: Uint8Array;
  readonly episode: number;
}

/** Keeps `capacity` of the observations it is offered, each equally likely (Vitter 1985, Algorithm R). */
class Reservoir {
  readonly #kept: Met[] = [];
  #offered = 0;

  constructor(
    readonly capacity: number,
    readonly rng: Rng,
  ) {}

  offer(observation: Uint8Array, episode: number): void {
    const place = this.#offered < this.capacity ? this.#offered : this.rng.integer(this.#offered + 1);
    this.#offered += 1;
    if (place < this.capacity) this.#kept[place] = { observation: observation.slice(), episode };
  }

  contents(): Pick<VisitedStates, 'observations' | 'episodeOf'> {
    const observations = new Uint8Array(this.#kept.length * observationSize);
    this.#kept.forEach(({ observation }, i) => {
      observations.set(observation, i * observationSize);
    });
    return { observations, episodeOf: Int32Array.from(this.#kept, ({ episode }) => episode) };
  }
}

function scoresOf(look: (frames: Tensor) => Tensor, environment: VectorEnvironment): Float32Array {
  const frames = pixels(environment.observations, environment.numEnvironments);
  const scores = look(frames);
  const values = scores.dataSync<'float32'>();
  tf.dispose([frames, scores]);
  return values;
}

function requireFit({ environment, policy, seeds, count, maxAgentSteps = 1 }: VisitedStatesOptions): void {
  if (policy.numActions !== environment.numActions) {
    const remedy = `${policy.name} was made for another game or action set`;
    const expected = `${environment.numActions} actions, as the environment has`;
    throw expectationError('INCOMPATIBLE_ARTEFACT', expected, policy.numActions, remedy);
  }
  if (seeds.length !== environment.numEnvironments) {
    throw expectationError('INVALID_ARGUMENT', `${environment.numEnvironments} seeds, one for each environment`, seeds);
  }
  requirePositiveInteger('the number of states to keep', count);
  if (!(maxAgentSteps >= 1)) throw expectationError('INVALID_ARGUMENT', 'maxAgentSteps of at least 1', maxAgentSteps);
}
