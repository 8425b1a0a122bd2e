/**
 * Adam (Kingma and Ba 2015, algorithm 1) as PyTorch computes it, one TensorFlow kernel a parameter:
 *   m := β1 m + (1 - β1) g,  v := β2 v + (1 - β2) g²,  w := w - α · (m / (1 - β1^t)) / (sqrt(v / (1 - β2^t)) + ε).
 * TensorFlow's kernel, and with it Keras, adds ε before it corrects v ("epsilon hat"). Given rate α·sqrt(1 - β2^t) / (1 - β1^t) and ε·sqrt(1 - β2^t), with its own
 * corrections off (beta powers 0), it computes the above.
 */
import { expectationError } from '@a2pd/core';
import { backend } from './backend.js';
import { DataType } from './data-type.js';
import { attribute } from './execute.js';
import type { HostTensor, HostTensors } from './host-tensor.js';
import { Parameters } from './parameters.js';
import { type Tensor, tf, type Weights } from './tf.js';

export interface AdamConfig {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

const stepName = 'step';
const attributes = [
  attribute.type('T', DataType.float32),
  attribute.bool('use_locking', false),
  attribute.bool('use_nesterov', false),
];

export class Adam {
  readonly #parameters: Parameters;
  readonly #config: AdamConfig;
  /** `step`, and `m/<name>` and `v/<name>` of each parameter. */
  readonly #state: Parameters;

  constructor(parameters: Parameters, config: AdamConfig) {
    checkConfig(config);
    this.#parameters = parameters;
    this.#config = config;
    const state: Record<string, HostTensor> = { [stepName]: { shape: [], data: new Float32Array(1) } };
    for (const [name, { shape, data }] of Object.entries(parameters.toHost())) {
      if (!(data instanceof Float32Array)) throw expectationError('INVALID_ARGUMENT', `"${name}" in float32`, data);
      state[`m/${name}`] = { shape, data: new Float32Array(data.length) };
      state[`v/${name}`] = { shape, data: new Float32Array(data.length) };
    }
    this.#state = new Parameters(state);
  }

  /**
   * One step down the gradients, one for each parameter; recordable. The step count is exact up to 2^24.
   * @param learningRate A scalar that changes from step to step; the configuration's when absent.
   */
  apply(gradients: Weights, learningRate: Tensor | number = this.#config.learningRate): void {
    const { beta1, beta2, epsilon } = this.#config;
    tf.tidy(() => {
      const step = tf.add(this.#state.read([stepName])[stepName]!, 1);
      this.#state.assign({ [stepName]: step });
      const correction1 = biasCorrection(beta1, step);
      const rootCorrection2 = tf.sqrt(biasCorrection(beta2, step));
      const zero = tf.scalar(0);
      const hyperparameters = backend.getInputTensorIds([
        zero,
        zero,
        tf.div(tf.mul(rootCorrection2, learningRate), correction1),
        tf.scalar(beta1),
        tf.scalar(beta2),
        tf.mul(rootCorrection2, epsilon),
      ]);
      for (const name of this.#parameters.names) {
        const gradient = gradients[name];
        if (gradient === undefined) throw expectationError('INVALID_ARGUMENT', `a gradient for "${name}"`, undefined);
        const variables = [
          this.#parameters.handle(name),
          this.#state.handle(`m/${name}`),
          this.#state.handle(`v/${name}`),
        ];
        const inputs = [...variables, ...hyperparameters, ...backend.getInputTensorIds([gradient])];
        backend.binding.executeOp('ResourceApplyAdam', attributes, inputs, 0);
      }
    });
  }

  /** A copy of the complete state; with it, a loaded optimizer goes on exactly. */
  toHost(): HostTensors {
    return this.#state.toHost();
  }

  /** INCOMPATIBLE_ARTEFACT when the state is that of other parameters. */
  load(state: HostTensors): void {
    this.#state.load(state);
  }

  /** Frees the state, not the parameters. */
  dispose(): void {
    this.#state.dispose();
  }
}

/** 1 - β^t, without the cancellation that float32 would suffer at small t. */
function biasCorrection(beta: number, step: ReturnType<typeof tf.add>) {
  // The kernel decays by β as float32 has it; the correction must be of the same β.
  return tf.neg(tf.expm1(tf.mul(step, Math.log(Math.fround(beta)))));
}

function checkConfig({ learningRate, beta1, beta2, epsilon }: AdamConfig): void {
  const positive = (name: string, value: number) => {
    if (!(value > 0 && Number.isFinite(value)))
      throw expectationError('INVALID_CONFIG', `Adam's ${name} above 0`, value);
  };
  positive('learningRate', learningRate);
  positive('epsilon', epsilon);
  for (const [name, beta] of Object.entries({ beta1, beta2 })) {
    if (!(beta > 0 && beta < 1)) throw expectationError('INVALID_CONFIG', `Adam's ${name} in (0, 1)`, beta);
  }
}
