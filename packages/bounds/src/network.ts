/** Networks that can be bounded: affine layers with ReLU between them, as the student's Nature-DQN is. */
import { expectationError } from '@a2pd/core';
import type { Tensor } from '@a2pd/tensor';
import { largestSum } from './largest-sum.js';

/** A convolution without padding where the kernel is HWIO, a dense layer where it is [inputs, outputs]. */
export interface AffineLayer {
  readonly kernel: Tensor;
  /** float32[outputs]. */
  readonly bias: Tensor;
  /** Of a convolution; a dense layer has none. */
  readonly stride?: number;
  /** Where the network computes the layer in parts, which may cancel: what its rounding is measured by. */
  readonly parts?: AffineParts;
}

/** Σ|w| over the parts, shaped as the layer's own weights, and the products and sums for one output. */
export interface AffineParts {
  readonly kernelSize: Tensor;
  readonly biasSize: Tensor;
  readonly terms: number;
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

/** Far above what any network that plays sums up, far below where float32 overflows, also in a product of two such sums. */
const mostOfASum = 2 ** 60;

/**
 * Within a tidy, since it looks at the layers.
 * @throws A2pdError INVALID_ARGUMENT for a network that the bounds of this package cannot go through, or whose sums could overflow
 */
export function requireReluNetwork(network: ReluNetwork): void {
  const { name, numActions } = network;
  const found = network.layers();
  const described = found.map(({ kernel, bias }) => `[${kernel.shape}] + [${bias.shape}]`).join(', ') || 'none';
  const refuse = (expected: string): never => {
    const remedy = 'only layers that are affine, with ReLU between them, can be bounded';
    throw expectationError('INVALID_ARGUMENT', `${expected} in ${name}`, `layers ${described}`, remedy);
  };
  const firstDense = found.findIndex(({ kernel }) => kernel.rank === 2);
  found.forEach(({ kernel, bias, stride }, i) => {
    const isConvolution = kernel.rank === 4 && Number.isInteger(stride ?? 1) && kernel.shape[0] === kernel.shape[1];
    const isInPlace = firstDense >= 0 && i >= firstDense ? kernel.rank === 2 : isConvolution;
    if (!isInPlace) refuse('convolutions of square filters, then dense layers');
    if (bias.rank !== 1 || bias.shape[0] !== kernel.shape.at(-1)) refuse('a bias for each output');
  });
  if (found.at(-1)?.kernel.rank !== 2 || found.at(-1)?.bias.shape[0] !== numActions) {
    refuse(`a last dense layer of ${numActions} outputs, one for each action,`);
  }
  const most = largestSum(found);
  if (!(most > mostOfASum)) return;
  const remedy = 'what overflows decides otherwise than its bounds say; scale its weights down';
  throw expectationError('INVALID_ARGUMENT', `sums of at most 2^60 in ${name}`, most, remedy);
}
