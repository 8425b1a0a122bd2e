import type { Tensor, Tensor4D } from '@a2pd/tensor';

/** A perturbed batch, and a float32 scalar that is finite exactly when every loss and gradient on the way was. */
export interface Ascent {
  readonly perturbed: Tensor4D;
  readonly evidence: Tensor;
}
