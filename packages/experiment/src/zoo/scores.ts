/** What a policy makes of stored observations, outside of any episode. */
import { compile, type Model, pixels, pixelsToInput, type Tensor, tf } from '@a2pd/tensor';

/**
 * One compiled step from observations to scores; the model must outlive it.
 * @returns uint8[N, 4, 84, 84] and N -> float32[N, numActions].
 */
export function scorerOf(model: Model): (observations: Uint8Array, batchSize: number) => Float32Array {
  const logits = compile('zoo-scores', (frames: Tensor) => model.logits(pixelsToInput(frames)));
  return (observations, batchSize) => {
    const frames = pixels(observations, batchSize);
    const scores = logits(frames);
    const values = scores.dataSync<'float32'>().slice();
    tf.dispose([frames, scores]);
    return values;
  };
}
