/** One student's training steps and validation passes, each a compiled TensorFlow function over the same variables. */
import { A2pdError, observationSize } from '@a2pd/core';
import {
  Adam,
  type Compiled,
  compile,
  type HostTensors,
  pixels,
  pixelsToInput,
  requireSettled,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tf,
  valueAndGradients,
} from '@a2pd/tensor';
import { natureDqnLayers, natureDqnLogits } from './architecture.js';
import type { DistillConfig } from './config.js';
import type { BatchBuffers } from './data/data-set.js';
import type { Pairs } from './data/pairs.js';
import type { Adversary, Batch, Forward, Method } from './methods/method.js';
import type { MethodConfig } from './methods/methods.js';
import { methodOf } from './methods/registry.js';
import { type Probe, paperEta, probe, smallestLeads } from './probe.js';
import type { StudentModel } from './student.js';

type Arguments = [input: Tensor4D, labels: Tensor1D, qValues: Tensor2D, progress: Tensor, ...perturbed: Tensor4D[]];

/** A method made ready to be stepped and measured. */
export interface Phase {
  readonly name: string;
  readonly adversary: Adversary | undefined;
  /** float32[1 + W]: the batch's loss and the sum of each weight's gradient, finite exactly when all of them are. */
  readonly step: Compiled<Arguments, Tensor>;
  readonly measure: Compiled<Arguments, Record<string, Tensor>>;
  dispose(): void;
}

export interface TrainerOptions {
  /** Run the steps operation by operation; the same results, slower. */
  readonly eager?: boolean | undefined;
}

export class Trainer {
  readonly #student: StudentModel;
  readonly #dataSet: Pairs;
  readonly #buffers: BatchBuffers;
  readonly #adam: Adam;
  readonly #options: TrainerOptions;
  readonly #config: DistillConfig;
  readonly #toInput = compile('distill/input', (observations: Tensor) => pixelsToInput(observations));

  /** The student and the data set stay the caller's; the configuration is of a settled precision. */
  constructor(student: StudentModel, dataSet: Pairs, config: DistillConfig, options: TrainerOptions = {}) {
    this.#student = student;
    this.#dataSet = dataSet;
    this.#options = options;
    this.#config = config;
    this.#buffers = dataSet.createBuffers(config.batchSize);
    this.#adam = new Adam(student.parameters, {
      learningRate: config.learningRate,
      beta1: config.adamBeta1,
      beta2: config.adamBeta2,
      epsilon: config.adamEpsilon,
    });
  }

  /**
   * Prepares a method; the caller disposes the phase.
   * @param own A method that nobody registered, for a configuration that names it.
   */
  prepare(config: MethodConfig, own?: Method): Phase {
    const student = this.#student;
    const adam = this.#adam;
    const options = this.#options;
    const { numActions } = student;
    const method = methodOf(config, own);
    const objective = method.createObjective(config, this.#dataSet.temperature);
    const adversary = method.createAdversary(config, student);
    const eta = 'eta' in config ? config.eta : paperEta;
    const provedRadius = method.provedRadius(config);

    const step = compile(
      `distill/${config.name}/step`,
      (...args: Arguments) => {
        const { value, gradients } = valueAndGradients((weights) => {
          const forward: Forward = (observed) => natureDqnLogits(weights, observed);
          return objective(forward, batchOf(args), () => natureDqnLayers(weights));
        }, student.parameters.read());
        adam.apply(gradients);
        return tf.stack([value, ...Object.values(gradients).map((gradient) => tf.sum(gradient))]);
      },
      { ...options, precision: requireSettled(this.#config.precision) },
    );
    const measure = compile(
      `distill/${config.name}/measure`,
      (...args: Arguments) => {
        const weights = student.parameters.read();
        const forward: Forward = (observed) => natureDqnLogits(weights, observed);
        const batch = batchOf(args);
        const layers = () => natureDqnLayers(weights);
        const measured = { loss: objective(forward, batch, layers), ...probe(forward, batch, eta, numActions) };
        if (provedRadius === undefined) return measured;
        return { ...measured, smallestLeads: smallestLeads(forward, layers(), batch.input, provedRadius) };
      },
      options,
    );
    return {
      name: config.name,
      adversary,
      step,
      measure,
      dispose() {
        adversary?.dispose();
        step.dispose();
        measure.dispose();
      },
    };
  }

  /**
   * One step of Adam on the pairs of these rows.
   * @param progress Of a method on bounds: the share of its ramp that is behind it.
   * @returns The batch's loss before the step.
   * @throws A2pdError NOT_FINITE naming the weights whose gradients are NaN or infinite; they are spoilt then.
   */
  trainOn(rows: Int32Array, phase: Phase, attackSeed: number, progress = 1): number {
    return this.#withBatch(rows, phase, attackSeed, progress, (...args) => {
      const evidence = phase.step(...args);
      const [loss, ...gradientSums] = evidence.dataSync<'float32'>();
      evidence.dispose();
      const weights = this.#student.parameters.names.filter((_, index) => !Number.isFinite(gradientSums[index]));
      if (Number.isFinite(loss) && weights.length === 0) return loss!;
      throw notFinite(loss!, weights);
    });
  }

  /**
   * The loss of the pairs of these rows, and what there is to see of the student on them.
   * @throws A2pdError NOT_FINITE
   */
  measureOn(rows: Int32Array, phase: Phase, attackSeed: number): { loss: number; probe: Probe; labels: Int32Array } {
    return this.#withBatch(rows, phase, attackSeed, 1, (...args) => {
      const measured = phase.measure(...args);
      const read = (name: string) => measured[name]?.dataSync<'float32'>();
      const [loss] = read('loss')!;
      const seen = {
        logits: read('logits')!,
        pgmLosses: read('pgmLosses'),
        jacobianNorms: read('jacobianNorms'),
        largestGradients: read('largestGradients')!,
        smallestLeads: read('smallestLeads'),
      };
      tf.dispose(measured);
      if (!Number.isFinite(loss)) throw notFinite(loss!, []);
      return { loss: loss!, probe: seen, labels: this.#buffers.labels.subarray(0, rows.length) };
    });
  }

  /** A copy of the optimizer's state. */
  optimizerState(): HostTensors {
    return this.#adam.toHost();
  }

  /** INCOMPATIBLE_ARTEFACT when the state is that of another student. */
  loadOptimizerState(state: HostTensors): void {
    this.#adam.load(state);
  }

  dispose(): void {
    this.#adam.dispose();
    this.#toInput.dispose();
  }

  #withBatch<Result>(
    rows: Int32Array,
    { adversary }: Phase,
    attackSeed: number,
    progress: number,
    use: (...args: Arguments) => Result,
  ): Result {
    const buffers = this.#buffers;
    const numRows = rows.length;
    const numActions = this.#dataSet.numActions;
    this.#dataSet.readBatch(rows, buffers);
    const observations = pixels(buffers.pixels.subarray(0, numRows * observationSize), numRows);
    const labels = tf.tensor1d(buffers.labels.slice(0, numRows), 'int32');
    const qValues = tf.tensor2d(buffers.qValues.slice(0, numRows * numActions), [numRows, numActions]);
    const input = this.#toInput(observations);
    const progressTensor = tf.scalar(progress);
    observations.dispose();
    const perturbed: Tensor4D[] = [];
    try {
      if (adversary) perturbed.push(adversary.perturb(input, labels, attackSeed));
      return use(input, labels, qValues, progressTensor, ...perturbed);
    } finally {
      tf.dispose([input, labels, qValues, progressTensor, perturbed]);
    }
  }
}

function batchOf([input, labels, qValues, progress, perturbed = input]: Arguments): Batch {
  return { input, labels, qValues, progress, perturbed };
}

function notFinite(loss: number, weights: readonly string[]): A2pdError {
  const remedy = 'lower the learning rate or beta';
  const gradients = weights.length > 0 ? `finite gradients but those of ${weights.join(', ')} are not` : undefined;
  const expected = gradients ?? `a finite loss but received ${loss}`;
  return new A2pdError('NOT_FINITE', `Expected ${expected}; ${remedy}`, { loss, weights, remedy });
}
