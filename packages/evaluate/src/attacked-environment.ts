/**
 * The game as an adversary plays it (PA-AD, Sun et al. 2022). Its action is the one that it wants a policy to take; a targeted
 * attack tries to bring that about, and the policy acts on what it is shown. What the policy gains, the adversary loses. So any
 * algorithm that learns to play can learn to attack, and takes account of what a changed action leads to later, as attacks on a
 * single state do not.
 */
import { type Attack, type AttackConfig, attackOn } from '@a2pd/attack';
import {
  type EpisodeStart,
  expectationError,
  IDLE,
  type OptionNames,
  type ResetOptions,
  requireFiniteScores,
  requireKnownOptions,
  rowArgmax,
  type VectorEnvironment,
  type VectorStep,
} from '@a2pd/core';
import { type Compiled, compile, type Model, pixels, pixelsToInput, type Tensor, tf } from '@a2pd/tensor';
import { withoutLeaks } from './without-leaks.js';

export interface AttackedEnvironmentOptions {
  /** Closed with the attacked one. */
  readonly environment: VectorEnvironment;
  /** The policy that is attacked; stays the caller's. */
  readonly policy: Model;
  /** What changes the observations. One that can be given a target (`canAim`), or an attack made with aim `towards`. */
  readonly attack: AttackConfig | Attack;
}

const optionNames: OptionNames<AttackedEnvironmentOptions> = { environment: true, policy: true, attack: true };

/**
 * Of the game's own environments, with the game's own actions as targets and rewards of the opposite sign. All rows are attacked
 * in every step, with one seed: the same targets from the same start bring back the same episode, as `replayEpisodes` needs.
 */
export class AttackedEnvironment implements VectorEnvironment {
  readonly #environment: VectorEnvironment;
  readonly #policy: Model;
  readonly #attack: Attack;
  readonly #input: Compiled<[Tensor], Tensor>;
  readonly #scores: Compiled<[Tensor], Tensor>;

  /** @throws A2pdError INVALID_ARGUMENT for an attack that takes no target, INCOMPATIBLE_ARTEFACT for a policy of other actions. */
  constructor(options: AttackedEnvironmentOptions) {
    requireKnownOptions(options, optionNames);
    const { environment, policy, attack } = options;
    const { numActions } = environment;
    if (policy.numActions !== numActions) {
      const expected = `${numActions} actions, as the environment has`;
      throw expectationError('INCOMPATIBLE_ARTEFACT', expected, policy.numActions, `${policy.name} plays another game`);
    }
    this.#environment = environment;
    this.#policy = policy;
    this.#attack = attackOn(attack, policy, { aim: 'towards' });
    this.#input = compile('adversary/input', (frames: Tensor) => pixelsToInput(frames));
    this.#scores = compile('adversary/scores', (shown: Tensor) => policy.logits(shown));
  }

  get numEnvironments(): number {
    return this.#environment.numEnvironments;
  }

  get numActions(): number {
    return this.#environment.numActions;
  }

  get autoresetMode() {
    return this.#environment.autoresetMode;
  }

  get frameSkip(): number {
    return this.#environment.frameSkip;
  }

  get observations(): Uint8Array {
    return this.#environment.observations;
  }

  get episodeStarts(): readonly EpisodeStart[] {
    return this.#environment.episodeStarts;
  }

  reset(options?: ResetOptions): Uint8Array {
    return this.#environment.reset(options);
  }

  step(targets: Int32Array): VectorStep {
    this.stepAsync(targets);
    return this.stepWait();
  }

  /** The attack is done when this returns; the emulators then run on their threads. @throws A2pdError NOT_FINITE, ILLEGAL_ACTION */
  stepAsync(targets: Int32Array): void {
    this.#environment.stepAsync(this.#actionsTowards(targets));
  }

  stepWait(): VectorStep {
    const step = this.#environment.stepWait();
    // Taken from 0, so that nothing gained is 0 and not -0.
    return { ...step, rewards: step.rewards.map((reward) => 0 - reward) };
  }

  close(): void {
    this.#environment.close();
    this.#attack.dispose();
    for (const compiled of [this.#input, this.#scores]) compiled.dispose();
  }

  /** What the policy does in each environment on what it is shown. */
  #actionsTowards(targets: Int32Array): Int32Array {
    const { numEnvironments, numActions, observations } = this.#environment;
    const illegal = targets.find((target) => target !== IDLE && !(target >= 0 && target < numActions));
    if (illegal !== undefined) {
      throw expectationError('ILLEGAL_ACTION', `actions in [0, ${numActions}) to lead to, or IDLE`, illegal);
    }
    const labels = targets.map((target) => (target === IDLE ? 0 : target));
    const scores = withoutLeaks(() => {
      const input = this.#input(pixels(observations, numEnvironments)).as4D(numEnvironments, 84, 84, 4);
      const shown = this.#attack.perturb(input, tf.tensor1d(labels, 'int32'), 0);
      return this.#scores(shown).dataSync<'float32'>();
    });
    const actions = rowArgmax(requireFiniteScores(scores, this.#policy.name), numActions);
    return actions.map((action, i) => (targets[i] === IDLE ? IDLE : action));
  }
}
