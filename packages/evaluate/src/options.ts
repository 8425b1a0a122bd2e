/** What an evaluation is told, and the checks on it. Defaults are the paper's. */
import type { Attack, AttackConfig } from '@a2pd/attack';
import {
  defaultExplorationEpsilon,
  type EpisodeRecord,
  expectationError,
  type OptionNames,
  type ProgressListener,
  requireKnownOptions,
  type Strikes,
  type Target,
  type VectorEnvironment,
} from '@a2pd/core';
import type { Model, Tensor4D } from '@a2pd/tensor';
import type { EvaluationCheckpoints, EvaluationProgress } from './progress.js';
import type { Recorder } from './recorder.js';
import { soundStrikes } from './strikes.js';

export interface EvaluateOptions {
  /** Autoreset `disabled`; its environments are played in lockstep as one batch. */
  readonly environment: VectorEnvironment;
  readonly policy: Model;
  /** How tables call the policy; `policy.name` when absent. */
  readonly policyName?: string | undefined;
  /**
   * None when absent: the natural return. An attack of one's own that was made already is used as it is, on the model that it
   * was made for and on the frames that it touches.
   */
  readonly attack?: AttackConfig | Attack | undefined;
  /** The model whose gradients the attack follows, for transfer attacks; the policy itself when absent. */
  readonly attackModel?: Model | undefined;
  /** How tables call `attackModel`; its own name when absent. */
  readonly attackModelName?: string | undefined;
  /** Measured beside the policy on the same states; needed for `labels: 'teacher'`. */
  readonly teacher?: Model | undefined;
  /** Whose action the attack pushes away from; `teacher` (Eq. 19) when there is one, else `self`. */
  readonly labels?: 'self' | 'teacher' | undefined;
  /**
   * Where the attack leads to instead of away from a label; `labels` then say nothing. Not every attack can (`canAim`). Of a
   * model, to the action that it prefers in what the game shows: an adversary, which learned what harms (`AttackedEnvironment`).
   */
  readonly target?: Target | Model | undefined;
  /** How tables call `target`; "action 3", or by the model's name, when absent. */
  readonly targetName?: string | undefined;
  /** One for each episode. */
  readonly seeds: readonly number[];
  /** Seeds whatever is random in the attack and the bootstrap; exploration follows the episodes' own seeds. */
  readonly seed?: number | undefined;
  /** Share of agent steps played at random; `defaultExplorationEpsilon`. */
  readonly explorationEpsilon?: number | undefined;
  /** `all`: the four frames afresh each step (the paper). `newest`: what was shown stays shown. */
  readonly perturbFrames?: 'all' | 'newest' | undefined;
  /** Round perturbed observations to whole pixel levels, towards the clean ones. */
  readonly quantise?: boolean | undefined;
  /** On which states alone the attack strikes; on every state when absent. */
  readonly strikes?: Strikes | null | undefined;
  /** Says of each observation of a batch, float32[N, 84, 84, 4], whether it is left as it is although the attack would strike. */
  readonly spares?: ((input: Tensor4D) => readonly boolean[]) | undefined;
  /** Cuts episodes short: they count as truncated. */
  readonly maxEpisodeAgentSteps?: number | undefined;
  /** Cuts an episode in which so many agent steps on end scored nothing, as of a policy that is stuck: it counts as truncated. */
  readonly maxScorelessAgentSteps?: number | undefined;
  /** Measures input gradients at every N-th step of all environments; 16 by default, 0 for never. */
  readonly gradientProbePeriodAgentSteps?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
  /** Called as episodes end, which is not the order of their seeds. */
  readonly onEpisode?: ((record: EpisodeRecord) => void) | undefined;
  /** Watches the first episode. */
  readonly recorder?: Recorder | undefined;
  /** What an evaluation of the same options had come to: it is continued, to the same records. */
  readonly resume?: EvaluationProgress | undefined;
  /** Where the evaluation leaves what it has come to. */
  readonly checkpoints?: EvaluationCheckpoints | undefined;
}

const optionNames: OptionNames<EvaluateOptions> = {
  environment: true,
  policy: true,
  policyName: true,
  attack: true,
  attackModel: true,
  attackModelName: true,
  teacher: true,
  labels: true,
  target: true,
  targetName: true,
  seeds: true,
  seed: true,
  explorationEpsilon: true,
  perturbFrames: true,
  quantise: true,
  strikes: true,
  spares: true,
  maxEpisodeAgentSteps: true,
  maxScorelessAgentSteps: true,
  gradientProbePeriodAgentSteps: true,
  signal: true,
  onProgress: true,
  onEpisode: true,
  recorder: true,
  resume: true,
  checkpoints: true,
};

/** Options with every default filled in. */
export type ResolvedOptions = Omit<EvaluateOptions, Defaulted | 'strikes'> & {
  readonly [Key in Defaulted]: NonNullable<EvaluateOptions[Key]>;
} & { readonly strikes: Strikes | null };

type Defaulted =
  | 'policyName'
  | 'labels'
  | 'seed'
  | 'explorationEpsilon'
  | 'perturbFrames'
  | 'quantise'
  | 'maxEpisodeAgentSteps'
  | 'maxScorelessAgentSteps'
  | 'gradientProbePeriodAgentSteps';

/** Whether the target is a model, which chooses one in each state. */
export function isAdversary(target: Target | Model | null | undefined): target is Model {
  return typeof (target as Model | null | undefined)?.logits === 'function';
}

/** @throws A2pdError INVALID_ARGUMENT or INCOMPATIBLE_ARTEFACT when the parts do not fit together. */
export function resolveOptions(options: EvaluateOptions): ResolvedOptions {
  requireKnownOptions(options, optionNames);
  const { environment, policy, teacher, attackModel, target } = options;
  const resolved: ResolvedOptions = {
    ...options,
    policyName: options.policyName ?? policy.name,
    labels: options.target === undefined ? (options.labels ?? (teacher ? 'teacher' : 'self')) : 'self',
    seed: options.seed ?? 0,
    explorationEpsilon: options.explorationEpsilon ?? defaultExplorationEpsilon,
    perturbFrames: options.perturbFrames ?? 'all',
    quantise: options.quantise ?? false,
    strikes: soundStrikes(options.strikes),
    maxEpisodeAgentSteps: options.maxEpisodeAgentSteps ?? Number.POSITIVE_INFINITY,
    maxScorelessAgentSteps: options.maxScorelessAgentSteps ?? Number.POSITIVE_INFINITY,
    gradientProbePeriodAgentSteps: options.gradientProbePeriodAgentSteps ?? 16,
  };
  if (environment.autoresetMode !== 'disabled') {
    const remedy = "make it with autoreset 'disabled', so that every seed is played once";
    throw expectationError('INVALID_ARGUMENT', "autoreset 'disabled'", environment.autoresetMode, remedy);
  }
  for (const model of [policy, teacher, attackModel, isAdversary(target) ? target : undefined]) {
    if (model && model.numActions !== environment.numActions) {
      const expected = `${environment.numActions} actions, as the environment has`;
      const remedy = `${model.name} was made for another game or action set`;
      throw expectationError('INCOMPATIBLE_ARTEFACT', expected, model.numActions, remedy);
    }
  }
  const isAction =
    typeof target === 'number' && Number.isSafeInteger(target) && target >= 0 && target < policy.numActions;
  if (target !== undefined && target !== 'worst' && !isAction && !isAdversary(target)) {
    const expected = `a target in [0, ${policy.numActions}), 'worst', or a model`;
    throw expectationError('INVALID_ARGUMENT', expected, target);
  }
  if (resolved.labels === 'teacher' && !teacher) {
    throw expectationError('INVALID_ARGUMENT', "a teacher for labels 'teacher'", teacher, "give one or use 'self'");
  }
  if (!Array.isArray(options.seeds) || options.seeds.length === 0 || !options.seeds.every(Number.isSafeInteger)) {
    throw expectationError('INVALID_ARGUMENT', 'a list of integer seeds, one for each episode', options.seeds);
  }
  if (!(resolved.explorationEpsilon >= 0 && resolved.explorationEpsilon <= 1)) {
    throw expectationError('INVALID_ARGUMENT', 'explorationEpsilon in [0, 1]', resolved.explorationEpsilon);
  }
  for (const name of ['maxEpisodeAgentSteps', 'maxScorelessAgentSteps'] as const) {
    if (resolved[name] >= 1) continue;
    throw expectationError('INVALID_ARGUMENT', `${name} of at least 1`, resolved[name]);
  }
  const { gradientProbePeriodAgentSteps: period } = resolved;
  if (!Number.isSafeInteger(period) || period < 0) {
    const expected = 'gradientProbePeriodAgentSteps as a whole number of at least 0';
    throw expectationError('INVALID_ARGUMENT', expected, period, 'give 0 to look at no gradient');
  }
  return resolved;
}
