/** Forward, backward and Adam of Nature-DQN as one compiled step: the least that every learner here does. */
import { natureDqnLogits, type StudentModel } from '@a2pd/distill';
import {
  Adam,
  type CompileOptions,
  compile,
  negativeLogProbability,
  pixels,
  pixelsToInput,
  type Tensor,
  type Tensor1D,
  tf,
  valueAndGradients,
} from '@a2pd/tensor';

export const adamConfig = { learningRate: 4e-5, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

export interface DqnStep {
  /** Learns from uint8[B, 4, 84, 84] and int32[B] in this process's memory; returns the loss before the step. */
  run(observations: Uint8Array, labels: Int32Array): number;
  dispose(): void;
}

/** @param options `eager`: op by op. */
export function createDqnStep(student: StudentModel, options: CompileOptions = {}): DqnStep {
  const adam = new Adam(student.parameters, adamConfig);
  const step = compile(
    'bench/dqn',
    (images: Tensor, labels: Tensor1D) => {
      const input = pixelsToInput(images);
      const { value, gradients } = valueAndGradients(
        (weights) => tf.mean(negativeLogProbability(natureDqnLogits(weights, input), labels)),
        student.parameters.read(),
      );
      adam.apply(gradients);
      return value;
    },
    options,
  );
  return {
    run(observations, labels) {
      const images = pixels(observations, labels.length);
      const actions = tf.tensor1d(labels, 'int32');
      const value = step(images, actions);
      const [loss] = value.dataSync();
      tf.dispose([images, actions, value]);
      return loss!;
    },
    dispose() {
      step.dispose();
      adam.dispose();
    },
  };
}
