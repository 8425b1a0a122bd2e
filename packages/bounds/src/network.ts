/** Networks that can be bounded: affine layers with ReLU between them, as the student's Nature-DQN is. */
import type { Tensor } from '@a2pd/tensor';

/** A convolution without padding where the kernel is HWIO, a dense layer where it is [inputs, outputs]. */
export interface AffineLayer {
  readonly kernel: Tensor;
  /** float32[outputs]. */
  readonly bias: Tensor;
  /** Of a convolution; a dense layer has none. */
  readonly stride?: number;
}

export interface ReluNetwork {
  /** For messages. */
  readonly name: string;
  readonly numActions: number;
  /**
   * From the input on, ReLU after each but the last, whose outputs are the logits; images are flattened before the first
   * dense layer. Called while recording, so weights may be read from `Parameters`.
   */
  layers(): readonly AffineLayer[];
}

/** A network with the function that it computes: what decides. */
export interface ReluModel extends ReluNetwork {
  /** float32[N, H, W, C] -> float32[N, numActions]. */
  logits(input: Tensor): Tensor;
}
