import type { DifferentiableModel } from '@a2pd/core';
import type { Tensor } from './tf.js';

/** A trained network as attacks, evaluation and collection see it, on this package's tensors. */
export type Model = DifferentiableModel<Tensor>;
