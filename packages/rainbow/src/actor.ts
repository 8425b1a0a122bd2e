/** Greedy actions for a batch of observations, each explored by noise of its own or by none. */
import type { Rng } from '@a2pd/core';
import { type Compiled, compile, type Parameters, pixels, pixelsToInput, type Tensor, tf } from '@a2pd/tensor';
import type { Architecture } from './architecture.js';
import { expectedReturns, returnLogits } from './network.js';
import { sampleNoise } from './noise.js';

export class Actor {
  readonly #architecture: Architecture;
  readonly #noisy: Compiled<[Tensor, Tensor], Tensor>;
  readonly #mean: Compiled<[Tensor], Tensor>;

  /** @param parameters are read anew for each action and stay the caller's. */
  constructor(architecture: Architecture, parameters: Parameters) {
    this.#architecture = architecture;
    const greedy = (images: Tensor, seed?: Tensor): Tensor => {
      const noise = seed && sampleNoise(architecture, images.shape[0]!, seed);
      const logits = returnLogits(architecture, parameters.read(), pixelsToInput(images), noise);
      return tf.argMax(expectedReturns(architecture, logits), 1);
    };
    this.#noisy = compile('rainbow.explore', (images: Tensor, seed: Tensor) => greedy(images, seed));
    this.#mean = compile('rainbow.act', (images: Tensor) => greedy(images));
  }

  /** @param observations uint8[N, 4, 84, 84]. @returns int32[N]: the best actions by the means of the weights. */
  act(observations: Uint8Array, numObservations: number): Int32Array {
    const images = pixels(observations, numObservations);
    return takeActions(this.#mean(images), images);
  }

  /**
   * The best actions by noisy weights, or, without noisy layers, random ones with probability `explorationEpsilon`.
   * @param observations uint8[N, 4, 84, 84]. @returns int32[N].
   */
  explore(observations: Uint8Array, numObservations: number, explorationEpsilon: number, rng: Rng): Int32Array {
    if (this.#architecture.noisy) {
      const images = pixels(observations, numObservations);
      const seed = tf.tensor1d([rng.seed(), rng.seed()], 'int32');
      return takeActions(this.#noisy(images, seed), images, seed);
    }
    const actions = this.act(observations, numObservations);
    return actions.map((action) =>
      rng.uniform() < explorationEpsilon ? rng.integer(this.#architecture.numActions) : action,
    );
  }

  dispose(): void {
    this.#noisy.dispose();
    this.#mean.dispose();
  }
}

function takeActions(actions: Tensor, ...inputs: Tensor[]): Int32Array {
  const values = Int32Array.from(actions.dataSync());
  tf.dispose([actions, ...inputs]);
  return values;
}
