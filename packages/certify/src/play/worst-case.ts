/**
 * The worst case over every attacker. Where bounds cannot rule an action out, somebody might bring it about: each such action is
 * followed in the real emulator, so that no attack within the radius, whatever it knows, can undercut the least return found.
 */
import type { ReluModel } from '@a2pd/bounds';
import {
  type BranchingEnvironment,
  breathe,
  defaultExplorationEpsilon,
  ExplorationPlan,
  IDLE,
  type OptionNames,
  observationSize,
  type ProgressListener,
  packPlaying,
  requireKnownOptions,
} from '@a2pd/core';
import type { BoundsName } from '../lead-bounds.js';
import { requireRadii } from '../radii.js';
import { type Branch, EpisodeSearch, type SearchLimits, type Visited, type WorstCase } from './episode-search.js';
import { requireFitting } from './fitting.js';
import { LeadProver } from './lead-prover.js';

export interface WorstCaseOptions extends SearchLimits {
  /** Autoreset `disabled`, without sticky actions; as many environments as states are followed at once. */
  readonly environment: BranchingEnvironment;
  readonly policy: ReluModel;
  readonly seeds: readonly number[];
  /** Radius in L-infinity, pixels in [0, 1]. */
  readonly epsilon: number;
  /** Cheap ones first. */
  readonly bounds: readonly BoundsName[];
  /** Share of agent steps played at random, the same ones as in an evaluation of these seeds; `defaultExplorationEpsilon`. */
  readonly explorationEpsilon?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

const optionNames: OptionNames<WorstCaseOptions> = {
  environment: true,
  policy: true,
  seeds: true,
  epsilon: true,
  bounds: true,
  explorationEpsilon: true,
  signal: true,
  onProgress: true,
  floor: true,
  maxStates: true,
  maxEpisodeAgentSteps: true,
};

/** Episodes searched side by side: where one search is narrow, the others' states fill the batch. */
const searchesAtOnce = 8;

/**
 * Follows each seed's episode through every action that is possible within the radius.
 * @returns In the order of the seeds.
 * @throws A2pdError INVALID_ARGUMENT for another autoreset mode or a radius that is none, INCOMPATIBLE_ARTEFACT for a policy of
 *   other actions, INVALID_STATE where actions are sticky.
 */
export async function worstCases(options: WorstCaseOptions): Promise<WorstCase[]> {
  const { environment, policy, seeds, epsilon, bounds, signal } = options;
  requireKnownOptions(options, optionNames);
  requireFitting(environment, [policy]);
  requireRadii([epsilon]);
  const searches = seeds.map((seed) => {
    environment.reset({ seed: [seed], indices: [0] });
    return new EpisodeSearch(environment.takeSnapshot(0), options, explorationOf(seed, options));
  });
  const prover = new LeadProver(policy, bounds);
  const packed = new Uint8Array(environment.numEnvironments * observationSize);
  try {
    for (;;) {
      await breathe(signal);
      const open = searches.filter(({ isOver }) => !isOver);
      report(searches, open, options);
      if (open.length === 0) return searches.map(({ result }) => result);
      lookAt(follow(environment, shareOut(open, environment.numEnvironments)), options, prover, packed);
    }
  } finally {
    prover.dispose();
  }
}

/** None where no step is random: then states are told apart by their environment alone. */
function explorationOf(seed: number, { explorationEpsilon = defaultExplorationEpsilon, policy }: WorstCaseOptions) {
  return explorationEpsilon === 0 ? undefined : new ExplorationPlan(seed, explorationEpsilon, policy.numActions);
}

interface Task {
  readonly search: EpisodeSearch;
  readonly branch: Branch;
}

interface Look {
  /** Of the environment that stands there. */
  readonly index: number;
  readonly search: EpisodeSearch;
  readonly state: Visited;
}

/** At most one branch for each environment. */
function shareOut(open: readonly EpisodeSearch[], numEnvironments: number): Task[] {
  const some = open.slice(0, Math.min(searchesAtOnce, numEnvironments));
  const share = Math.floor(numEnvironments / some.length);
  return some.flatMap((search) => search.take(share).map((branch) => ({ search, branch })));
}

/** Plays each branch's action; gives the states that nobody has looked at. */
function follow(environment: BranchingEnvironment, tasks: readonly Task[]): Look[] {
  const actions = new Int32Array(environment.numEnvironments).fill(IDLE);
  tasks.forEach(({ branch: { from, action } }, index) => {
    environment.restoreSnapshot(index, from.snapshot);
    actions[index] = action;
  });
  const { rewards, terminated, truncated } = environment.step(actions);
  return tasks.flatMap(({ search, branch }, index) => {
    const hasEnded = terminated[index] === 1 || truncated[index] === 1;
    const takeSnapshot = () => environment.takeSnapshot(index);
    const state = search.arrive(branch, { reward: rewards[index]!, hasEnded, takeSnapshot });
    return state ? [{ index, search, state }] : [];
  });
}

/** Asks of each state which actions are possible there. */
function lookAt(
  looks: readonly Look[],
  { environment, policy: { numActions }, epsilon }: WorstCaseOptions,
  prover: LeadProver,
  packed: Uint8Array,
): void {
  if (looks.length === 0) return;
  const indices = looks.map(({ index }) => index);
  const { possible } = prover.prove(packPlaying(environment, indices, packed).observations, [epsilon]);
  looks.forEach(({ search, state }, row) => {
    search.branch(state, possible[0]!.subarray(row * numActions, (row + 1) * numActions));
  });
}

function report(
  searches: readonly EpisodeSearch[],
  open: readonly EpisodeSearch[],
  { onProgress }: WorstCaseOptions,
): void {
  const results = searches.map(({ result }) => result);
  onProgress?.({
    stage: 'worst case',
    completed: searches.length - open.length,
    total: searches.length,
    unit: 'episodes',
    figures: {
      states: results.reduce((sum, { states }) => sum + states, 0),
      certifiedReturn: results.reduce((sum, { certifiedReturn }) => sum + certifiedReturn, 0) / searches.length,
    },
  });
}
