/** A Rainbow network as attacks, evaluation and collection see it: expected returns by the means of its weights, no noise. */
import type { Model, Parameters, Tensor, Tensor4D } from '@a2pd/tensor';
import { tf } from '@a2pd/tensor';
import { type AffineLayer, affineLayers } from './affine-layers.js';
import type { Architecture } from './architecture.js';
import { expectedReturns, returnLogits } from './network.js';

export interface RainbowModelOptions {
  /** For messages and records. */
  readonly name?: string | undefined;
  /** Expected returns are divided by it to become logits. */
  readonly temperature?: number | undefined;
}

export class RainbowModel implements Model {
  readonly name: string;
  readonly numActions: number;
  readonly architecture: Architecture;
  readonly temperature: number;
  readonly #parameters: Parameters;

  /** @param parameters belong to the model from here on: `dispose` frees them. */
  constructor(architecture: Architecture, parameters: Parameters, options: RainbowModelOptions = {}) {
    this.name = options.name ?? 'rainbow';
    this.temperature = options.temperature ?? 1;
    this.numActions = architecture.numActions;
    this.architecture = architecture;
    this.#parameters = parameters;
  }

  /** Q / temperature: its softmax is the prescription. @param input float32[N, 84, 84, 4]. @returns float32[N, numActions]. */
  logits(input: Tensor): Tensor {
    return tf.tidy(() => tf.div(this.qValues(input), this.temperature));
  }

  /** Expected return of each action. @param input float32[N, 84, 84, 4]. @returns float32[N, numActions]. */
  qValues(input: Tensor): Tensor {
    return tf.tidy(() => {
      const logits = returnLogits(this.architecture, this.#parameters.read(), input as Tensor4D);
      return expectedReturns(this.architecture, logits);
    });
  }

  /**
   * The network layer by layer, as certification wants it; within a tidy or a compiled function.
   * @throws A2pdError INCOMPATIBLE_ARTEFACT for a distributional one, or one with layer normalisation
   */
  layers(): AffineLayer[] {
    return affineLayers(this.architecture, this.#parameters.read(), this.temperature);
  }

  dispose(): void {
    this.#parameters.dispose();
  }
}
