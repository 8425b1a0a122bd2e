/** A model whose three older frames cannot be pushed: what an agent has already been shown cannot be changed. */
import { type Model, type Tensor, tf } from '@a2pd/tensor';

/**
 * The same scores as `model`, with an input gradient that is 0 on the older frames, so that gradient attacks spend
 * nothing on them. Does not own `model`.
 */
export function newestFrameModel(model: Model): Model {
  const pushNewestOnly = tf.customGrad((input) => ({
    value: tf.clone(input as Tensor),
    gradFunc: (upstream: Tensor) => tf.mul(upstream, tf.tensor1d([0, 0, 0, 1])),
  }));
  return {
    name: `${model.name} (newest frame)`,
    numActions: model.numActions,
    logits: (input) => model.logits(pushNewestOnly(input)),
    dispose: () => {},
  };
}
