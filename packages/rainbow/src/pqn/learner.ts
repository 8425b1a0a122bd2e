/** PQN's learning step as one compiled function: squared errors to given returns, clipped gradients and Adam. */
import type { Rng } from '@a2pd/core';
import {
  type Adam,
  type Compiled,
  clipByGlobalNorm,
  compile,
  type HostTensors,
  Parameters,
  pixels,
  pixelsToInput,
  requireSettled,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tf,
  valueAndGradients,
  type Weights,
} from '@a2pd/tensor';
import { type Architecture, architectureOf, requireMeans } from '../architecture.js';
import { createAdam } from '../create-adam.js';
import { requireFinite } from '../divergence.js';
import { initialWeights } from '../initial-weights.js';
import { returnLogits } from '../network.js';
import { chooseActions } from '../targets.js';
import type { PqnConfig } from './config.js';

export interface PqnBatch {
  /** uint8[B, 4, 84, 84]. */
  readonly observations: Uint8Array;
  /** [B]. */
  readonly actions: Int32Array;
  /** What each action should have been worth; [B]. */
  readonly returns: Float32Array;
}

type Inputs = [images: Tensor, actions: Tensor, returns: Tensor, learningRate: Tensor];

export interface PqnLearnerState {
  readonly online: HostTensors;
  readonly adam: HostTensors;
}

export class PqnLearner {
  readonly architecture: Architecture;
  readonly online: Parameters;
  readonly #adam: Adam;
  readonly #values: Compiled<[Tensor], Tensor>;
  /** float32[2 + W]: loss, norm of the gradient, norm of each weight's gradient. */
  readonly #step: Compiled<Inputs, Tensor>;

  /** @param config Of a settled precision. @param rng draws the initial weights. */
  constructor(config: PqnConfig, numActions: number, rng: Rng) {
    this.architecture = architectureOf(config, numActions);
    this.online = new Parameters(initialWeights(this.architecture, 0, rng));
    this.#adam = createAdam(this.online, config);
    // [N, numActions, 1]
    const values = (images: Tensor, weights: Weights) =>
      returnLogits(this.architecture, weights, pixelsToInput(images) as Tensor4D);
    this.#values = compile('pqn/values', (images: Tensor) => values(images, this.online.read()));
    const learn: (...inputs: Inputs) => Tensor = (images, actions, returns, learningRate) => {
      const { value, gradients } = valueAndGradients((weights) => {
        const chosen = chooseActions(values(images, weights), actions as Tensor1D);
        return tf.mul(0.5, tf.mean(tf.square(tf.sub(tf.squeeze(chosen, [1]), returns))));
      }, this.online.read());
      const { gradients: clipped, norm, norms } = clipByGlobalNorm(gradients, config.maxGradientNorm);
      this.#adam.apply(clipped, learningRate);
      return tf.concat([tf.stack([value, norm]), norms]);
    };
    this.#step = compile('pqn/learn', learn, { precision: requireSettled(config.precision) });
  }

  /** Q of each action. @param observations uint8[N, 4, 84, 84]. @returns float32[N * numActions], row by row. */
  values(observations: Uint8Array, numObservations: number): Float32Array {
    const images = pixels(observations, numObservations);
    const values = this.#values(images);
    const read = values.dataSync() as Float32Array;
    tf.dispose([images, values]);
    return read;
  }

  /** One update. @throws A2pdError NOT_FINITE when the loss or a gradient is not a number, naming the first. */
  learn({ observations, actions, returns }: PqnBatch, learningRate: number): { loss: number; gradientNorm: number } {
    const inputs = [
      pixels(observations, actions.length),
      tf.tensor1d(actions, 'int32'),
      tf.tensor1d(returns),
      tf.scalar(learningRate),
    ] as const;
    const output = this.#step(...inputs);
    const [loss, gradientNorm, ...norms] = output.dataSync() as unknown as [number, number, ...number[]];
    tf.dispose([...inputs, output]);
    requireFinite(loss, gradientNorm, norms, this.online.names);
    return { loss, gradientNorm };
  }

  /** As Rainbow's `Learner.startFrom`. */
  startFrom(means: HostTensors): void {
    requireMeans(this.architecture, means);
    this.online.load(means);
  }

  state(): PqnLearnerState {
    return { online: this.online.toHost(), adam: this.#adam.toHost() };
  }

  restore(state: PqnLearnerState): void {
    this.online.load(state.online);
    this.#adam.load(state.adam);
  }

  dispose(): void {
    this.#values.dispose();
    this.#step.dispose();
    this.#adam.dispose();
    this.online.dispose();
  }
}
