/**
 * Rainbow's learning step (Hessel et al., 2018) as one compiled function: distributional double Q-learning from
 * prioritized n-step transitions, with a noisy dueling network, clipped gradients and Adam.
 */
import { expectationError, Rng, type RngState } from '@a2pd/core';
import type { Batch } from '@a2pd/replay';
import {
  Adam,
  type Compiled,
  clipByGlobalNorm,
  compile,
  type HostTensors,
  Parameters,
  pixels,
  pixelsToInput,
  statelessNormal,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tf,
  valueAndGradients,
  type Weights,
} from '@a2pd/tensor';
import { type Architecture, architectureOf, requireMeans } from './architecture.js';
import type { RainbowConfig } from './config.js';
import { crossEntropy } from './distributional.js';
import { initialWeights } from './initial-weights.js';
import { returnLogits } from './network.js';
import { type NetworkNoise, networkNoise, noiseUnits } from './noise.js';
import { noisyWeights } from './noisy-weights.js';
import { bootstrapTargets, chooseActions, huber } from './targets.js';

export interface Learned {
  /** Mean of the importance-weighted losses of the batch. */
  readonly loss: number;
  /** Each transition's own loss (or |TD error|), its new priority; [B]. */
  readonly priorities: Float32Array;
  /** Global norm before clipping. */
  readonly gradientNorm: number;
}

export interface LearnerState {
  readonly online: HostTensors;
  readonly target: HostTensors;
  readonly adam: HostTensors;
  readonly rng: RngState;
}

/** float32[2 + W + B]: loss, norm of the gradient, norm of each weight's gradient, priorities. */
type Step = Compiled<[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor], Tensor>;

const remedyOfDivergence = 'lower the learning rate, or check the rewards; the last checkpoint is from before';

export class Learner {
  readonly config: RainbowConfig;
  readonly architecture: Architecture;
  /** The network that learns and acts. */
  readonly online: Parameters;
  /** Its older copy that rates the next states' actions. */
  readonly target: Parameters;
  readonly #adam: Adam;
  readonly #step: Step;
  #rng: Rng;

  /** @param rng draws the initial weights, then the noise; the learner's own from here on. */
  constructor(config: RainbowConfig, numActions: number, rng: Rng) {
    this.config = config;
    this.architecture = architectureOf(config, numActions);
    this.#rng = rng;
    const weights = initialWeights(this.architecture, config.noisySigmaInit, rng);
    this.online = new Parameters(weights);
    this.target = new Parameters(weights);
    this.#adam = new Adam(this.online, {
      learningRate: config.learningRate,
      beta1: config.adamBeta1,
      beta2: config.adamBeta2,
      epsilon: config.adamEpsilon,
    });
    this.#step = compile('rainbow.learn', (...inputs) => this.#learn(...inputs));
  }

  /**
   * Starts from the means of another network's weights instead of random ones; the noise's scale stays as drawn.
   * @throws A2pdError INCOMPATIBLE_ARTEFACT when names or shapes are not this network's.
   */
  startFrom(means: HostTensors): void {
    requireMeans(this.architecture, means);
    this.online.load({ ...this.online.toHost(), ...means });
    this.updateTarget();
  }

  /** One update from a batch. @throws A2pdError NOT_FINITE when the loss or a gradient is not a number, naming the first. */
  learn(batch: Batch): Learned {
    const noise = [this.#rng.seed(), this.#rng.seed()];
    const inputs = [
      pixels(batch.pixels, 2 * batch.size),
      tf.tensor1d(batch.actions, 'int32'),
      tf.tensor1d(batch.returns),
      tf.tensor1d(batch.discounts),
      tf.tensor1d(batch.importanceWeights),
      tf.tensor1d(noise, 'int32'),
    ] as const;
    const output = this.#step(...inputs);
    const values = output.dataSync() as Float32Array;
    tf.dispose([...inputs, output]);
    const [loss, gradientNorm] = values as unknown as [number, number];
    if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) {
      const first = this.online.names.find((_, i) => !Number.isFinite(values[2 + i]));
      const received = `a loss of ${loss} and a gradient of norm ${gradientNorm}${first === undefined ? '' : `, first not finite in ${first}`}`;
      throw expectationError('NOT_FINITE', 'a finite loss and gradient', received, remedyOfDivergence);
    }
    return { loss, priorities: values.slice(2 + this.online.names.length), gradientNorm };
  }

  /** Copies the online network into the target network. */
  updateTarget(): void {
    this.target.copyFrom(this.online);
  }

  state(): LearnerState {
    return {
      online: this.online.toHost(),
      target: this.target.toHost(),
      adam: this.#adam.toHost(),
      rng: this.#rng.state(),
    };
  }

  restore(state: LearnerState): void {
    this.online.load(state.online);
    this.target.load(state.target);
    this.#adam.load(state.adam);
    this.#rng = Rng.fromState(state.rng);
  }

  dispose(): void {
    this.#step.dispose();
    this.#adam.dispose();
    this.target.dispose();
    this.online.dispose();
  }

  /**
   * The step itself, in TensorFlow.
   * @param images uint8[2B, 4, 84, 84]: s, then s_{t+n}. @param seed int32[2] of the noise. Others: [B].
   */
  #learn(
    images: Tensor,
    actions: Tensor,
    returns: Tensor,
    discounts: Tensor,
    importanceWeights: Tensor,
    seed: Tensor,
  ): Tensor {
    const { architecture } = this;
    const [observations, nextObservations] = tf.split(pixelsToInput(images), 2) as [Tensor4D, Tensor4D];
    const [onlineNoise, targetNoise] = this.#drawNoise(seed);

    const weights = this.online.read();
    const acting = (weights: Weights) => (onlineNoise ? noisyWeights(weights, onlineNoise) : weights);
    const rating = returnLogits(architecture, this.target.read(), nextObservations, targetNoise);
    const selecting = this.config.parts.double ? returnLogits(architecture, acting(weights), nextObservations) : rating;
    const targets = bootstrapTargets(architecture, selecting, rating, returns, discounts);

    let errors: Tensor | undefined;
    const { value: loss, gradients } = valueAndGradients((weights) => {
      const logits = chooseActions(returnLogits(architecture, acting(weights), observations), actions as Tensor1D);
      const losses = architecture.distributional
        ? crossEntropy(logits, targets) // -Σ m log p(s, a)
        : tf.squeeze(huber(tf.sub(targets, logits)), [1]);
      errors = tf.keep(architecture.distributional ? losses : tf.squeeze(tf.abs(tf.sub(targets, logits)), [1]));
      return tf.mean(tf.mul(importanceWeights, losses));
    }, weights);
    // Kept past the end of the gradient's scope, which would free it; the clone is an ordinary result again.
    const priorities = tf.clone(errors!);
    errors!.dispose();
    const { gradients: clipped, norm, norms } = clipByGlobalNorm(gradients, this.config.maxGradientNorm);
    this.#adam.apply(clipped);
    return tf.concat([tf.stack([loss, norm]), norms, priorities]);
  }

  /** Noise of the online network, the same for s and s_{t+n}, and of the target network. */
  #drawNoise(seed: Tensor): readonly (NetworkNoise | undefined)[] {
    if (!this.architecture.noisy) return [undefined, undefined];
    const normal = statelessNormal([2, noiseUnits(this.architecture)], seed);
    return tf.split(normal, 2).map((row) => networkNoise(this.architecture, row));
  }
}
