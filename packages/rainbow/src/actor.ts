/** Greedy actions for a batch of observations, each explored by noise of its own or by none. */
import type { Rng } from '@a2pd/core';
import {
  type Compiled,
  compile,
  type Parameters,
  pixels,
  pixelsToInput,
  type Tensor,
  type Tensor4D,
  tf,
} from '@a2pd/tensor';
import type { Architecture } from './architecture.js';
import type { Defence } from './defences/defence.js';
import { networkOf } from './defences/network.js';
import { shownTo } from './defences/shown.js';
import { expectedReturns, returnLogits } from './network.js';
import { sampleNoise } from './noise.js';

export class Actor {
  readonly #architecture: Architecture;
  readonly #attacksWhatIsSeen: boolean;
  readonly #noisy: Compiled<[Tensor, Tensor], Tensor>;
  readonly #mean: Compiled<[Tensor], Tensor>;
  readonly #attack: Compiled<[Tensor, Tensor, Tensor], Tensor>;

  /** @param parameters are read anew for each action and stay the caller's. */
  constructor(architecture: Architecture, parameters: Parameters, defence?: Defence) {
    this.#architecture = architecture;
    this.#attacksWhatIsSeen = (defence?.replacedShare ?? 0) > 0;
    const greedy = (input: Tensor, seed?: Tensor): Tensor => {
      const noise = seed && sampleNoise(architecture, input.shape[0]!, seed);
      const logits = returnLogits(architecture, parameters.read(), input as Tensor4D, noise);
      return tf.argMax(expectedReturns(architecture, logits), 1);
    };
    this.#noisy = compile('rainbow/explore', (images: Tensor, seed: Tensor) => greedy(asInput(images), seed));
    this.#mean = compile('rainbow/act', (images: Tensor) => greedy(asInput(images)));
    this.#attack = compile('rainbow/shown', (images: Tensor, epsilon: Tensor, seed: Tensor) =>
      shownTo(networkOf(architecture, parameters.read()), pixelsToInput(images), defence!, epsilon, seed),
    );
  }

  /** @param observations uint8[N, 4, 84, 84]. @returns int32[N]: the best actions by the means of the weights. */
  act(observations: Uint8Array, numObservations: number): Int32Array {
    const images = pixels(observations, numObservations);
    return takeActions(this.#mean(images), images);
  }

  /**
   * The best actions by weights whose noise is drawn anew, or, without noisy layers, by the weights as they are.
   * @param observations uint8[N, 4, 84, 84].
   * @param defenceEpsilon The present radius of a defence that attacks some of what is seen.
   * @returns int32[N].
   */
  explore(observations: Uint8Array, numObservations: number, rng: Rng, defenceEpsilon = 0): Int32Array {
    const seen = this.#see(pixels(observations, numObservations), defenceEpsilon, rng);
    if (this.#architecture.noisy) {
      const seed = seedOf(rng);
      return takeActions(this.#noisy(seen, seed), seen, seed);
    }
    return takeActions(this.#mean(seen), seen);
  }

  dispose(): void {
    for (const compiled of [this.#noisy, this.#mean, this.#attack]) compiled.dispose();
  }

  /** Takes the images over. @returns The same, or pixels in [0, 1] of which some are attacked. */
  #see(images: Tensor, epsilon: number, rng: Rng): Tensor {
    if (!this.#attacksWhatIsSeen || epsilon === 0) return images;
    const [radius, seed] = [tf.scalar(epsilon), seedOf(rng)];
    const shown = this.#attack(images, radius, seed);
    tf.dispose([images, radius, seed]);
    return shown;
  }
}

/** Pixels in [0, 1], also of what has been attacked and is such already. */
function asInput(images: Tensor): Tensor {
  return images.dtype === 'float32' ? images : pixelsToInput(images);
}

function seedOf(rng: Rng): Tensor {
  return tf.tensor1d([rng.seed(), rng.seed()], 'int32');
}

function takeActions(actions: Tensor, ...inputs: Tensor[]): Int32Array {
  const values = Int32Array.from(actions.dataSync());
  tf.dispose([actions, ...inputs]);
  return values;
}
