/**
 * The network's part of an audit: what a policy scores, decides and differentiates to on a set of states, and which of
 * its decisions an attack changes. Everything is read back to plain arrays; no tensor outlives a call.
 */
import { type Attack, type AttackConfig, attackOn, misclassificationMargin } from '@a2pd/attack';
import { A2pdError, observationSize, requireFiniteScores, rowArgmax } from '@a2pd/core';
import {
  compile,
  inputGradient,
  type Model,
  negativeLogProbability,
  pixelsToInput,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tf,
} from '@a2pd/tensor';
import { StateBatches } from './state-batches.js';

export interface PolicyProbeOptions {
  readonly policy: Model;
  /** uint8[N, 4, 84, 84]. */
  readonly states: Uint8Array;
  readonly batchSize: number;
  /** Of the attacks' random choices. */
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
}

/** By state; float32[N] each. */
export interface GradientFigures {
  /** Largest component of the input gradient of the cross-entropy at the policy's own action. */
  readonly largest: Float32Array;
  /** The best other action's lead over the policy's own, and the same after a step along the sign of its gradient. */
  readonly leadBefore: Float32Array;
  readonly leadAfter: Float32Array;
}

/** Evaluations of the same states that must agree. */
const repetitions = 3;

export class PolicyProbe {
  readonly policy: Model;
  readonly numStates: number;
  readonly #batches: StateBatches;
  readonly #seed: number;

  constructor({ policy, states, batchSize, seed, signal }: PolicyProbeOptions) {
    this.policy = policy;
    this.numStates = states.length / observationSize;
    this.#batches = new StateBatches(states, batchSize, signal);
    this.#seed = seed;
  }

  /** float32[N, A] of the policy, or of another model. @throws A2pdError NOT_FINITE. */
  async scores(model: Model = this.policy): Promise<Float32Array> {
    const look = compile('audit/scores', (frames: Tensor) => model.logits(pixelsToInput(frames)));
    try {
      const [scores] = await this.#batches.map((frames) => [look(frames)]);
      return requireFiniteScores(scores!, model.name);
    } finally {
      look.dispose();
    }
  }

  /**
   * The largest difference between scores of the same states in repeated calls, relative to the largest score: above
   * rounding only where the policy draws something at random.
   */
  unrepeatability(): number {
    const [first, ...others] = Array.from({ length: repetitions }, () =>
      this.#batches.first((frames) => this.policy.logits(pixelsToInput(frames))),
    );
    const size = first!.reduce((largest, score) => Math.max(largest, Math.abs(score)), 1e-6);
    const differences = others.map((scores) =>
      scores.reduce((largest, score, i) => Math.max(largest, Math.abs(score - first![i]!)), 0),
    );
    return Math.max(...differences) / size;
  }

  /** Null where some operation cuts the scores off from the pixels, so that there is no gradient to take. */
  async gradients(stepSize: number): Promise<GradientFigures | null> {
    const { policy } = this;
    const measure = compile('audit/gradients', (frames: Tensor) => {
      const input = pixelsToInput(frames);
      const own = tf.argMax(policy.logits(input), 1).toInt() as Tensor1D;
      const crossEntropy = (x: Tensor) => tf.sum(negativeLogProbability(policy.logits(x) as Tensor2D, own));
      const lead = (x: Tensor) => misclassificationMargin(policy.logits(x) as Tensor2D, own);
      const { gradient } = inputGradient((x) => tf.sum(lead(x)), input);
      const moved = tf.clipByValue(tf.add(input, tf.mul(tf.sign(gradient), stepSize)), 0, 1);
      const largest = tf.max(tf.abs(inputGradient(crossEntropy, input).gradient), [1, 2, 3]);
      return [largest, lead(input), lead(moved)];
    });
    try {
      const [largest, leadBefore, leadAfter] = await this.#batches.map((frames) => measure(frames));
      return { largest: largest!, leadBefore: leadBefore!, leadAfter: leadAfter! };
    } catch (error) {
      if (error instanceof A2pdError && error.code === 'NOT_DIFFERENTIABLE') return null;
      throw error;
    } finally {
      measure.dispose();
    }
  }

  /**
   * Whether an attack changes the policy's action, state by state.
   * @param actions int32[N], the policy's own.
   * @param source Whose scores and gradients the attack follows; the policy's own when absent.
   * @param onBatch Told after each batch how many states are done.
   */
  async flips(
    attack: AttackConfig | Attack,
    actions: Int32Array,
    { source = this.policy, onBatch }: { source?: Model | undefined; onBatch?: (statesDone: number) => void } = {},
  ): Promise<boolean[]> {
    const made = attackOn(attack, source);
    const toInput = compile('audit/input', (frames: Tensor) => pixelsToInput(frames));
    const decide = compile('audit/decide', (shown: Tensor) => this.policy.logits(shown));
    try {
      const [scores] = await this.#batches.map((frames, states) => {
        const labels = tf.tensor1d(
          Int32Array.from(states, (state) => actions[state]!),
          'int32',
        ) as Tensor1D;
        return [decide(made.perturb(toInput(frames) as Tensor4D, labels, this.#seed + states[0]!))];
      }, onBatch);
      return Array.from(rowArgmax(scores!, this.policy.numActions), (action, state) => action !== actions[state]);
    } finally {
      for (const owned of [made, toInput, decide]) owned.dispose();
    }
  }
}
