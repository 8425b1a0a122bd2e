/** One student's training steps and validation passes, each a compiled TensorFlow function over the same variables. */
import { type Attack, createAttack } from '@a2pd/attack';
import { A2pdError, observationSize } from '@a2pd/core';
import {
  Adam,
  type Compiled,
  compile,
  pixels,
  pixelsToInput,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tf,
  valueAndGradients,
} from '@a2pd/tensor';
import { natureDqnLogits } from './architecture.js';
import type { DistillConfig, LossConfig } from './config.js';
import type { BatchBuffers, PrescriptionDataSet } from './data/data-set.js';
import { type Batch, createObjective } from './objective.js';
import type { StudentModel } from './student.js';

type Arguments = [input: Tensor4D, labels: Tensor1D, qValues: Tensor2D];

/** A loss made ready to be stepped and measured. */
export interface Phase {
  readonly attack: Attack | undefined;
  readonly step: Compiled<Arguments, Tensor>;
  readonly measure: Compiled<Arguments, { loss: Tensor; logits: Tensor }>;
  dispose(): void;
}

export class Trainer {
  readonly #student: StudentModel;
  readonly #dataSet: PrescriptionDataSet;
  readonly #buffers: BatchBuffers;
  readonly #adam: Adam;
  readonly #toInput = compile('distill/input', (observations: Tensor) => pixelsToInput(observations));

  /** The student and the data set stay the caller's. */
  constructor(student: StudentModel, dataSet: PrescriptionDataSet, config: DistillConfig) {
    this.#student = student;
    this.#dataSet = dataSet;
    this.#buffers = dataSet.createBuffers(config.batchSize);
    this.#adam = new Adam(student.parameters, {
      learningRate: config.learningRate,
      beta1: config.adamBeta1,
      beta2: config.adamBeta2,
      epsilon: config.adamEpsilon,
    });
  }

  /** Prepares a loss; the caller disposes the phase. */
  prepare(loss: LossConfig): Phase {
    const student = this.#student;
    const adam = this.#adam;
    const objective = createObjective(loss, this.#dataSet.temperature);
    const attack = attackOf(loss, student);

    const step = compile(`distill/${loss.name}/step`, (...[input, labels, qValues]: Arguments) => {
      const { value, gradients } = valueAndGradients(
        (weights) => objective((observed) => natureDqnLogits(weights, observed), { input, labels, qValues }),
        student.parameters.read(),
      );
      adam.apply(gradients);
      return value;
    });
    const measure = compile(`distill/${loss.name}/measure`, (...[input, labels, qValues]: Arguments) => {
      const weights = student.parameters.read();
      const forward = (observed: Tensor4D) => natureDqnLogits(weights, observed);
      return { loss: objective(forward, { input, labels, qValues }), logits: forward(input) };
    });
    return {
      attack,
      step,
      measure,
      dispose() {
        attack?.dispose();
        step.dispose();
        measure.dispose();
      },
    };
  }

  /**
   * One step of Adam on the pairs of these rows.
   * @returns The batch's loss before the step.
   * @throws A2pdError NOT_FINITE
   */
  trainOn(rows: Int32Array, phase: Phase, attackSeed: number): number {
    return this.#withBatch(rows, phase, attackSeed, ({ input, labels, qValues }) =>
      finiteLoss(phase.step(input, labels, qValues)),
    );
  }

  /**
   * The loss and the student's logits on the pairs of these rows.
   * @throws A2pdError NOT_FINITE
   */
  measureOn(
    rows: Int32Array,
    phase: Phase,
    attackSeed: number,
  ): { loss: number; logits: Float32Array; labels: Int32Array } {
    return this.#withBatch(rows, phase, attackSeed, ({ input, labels, qValues }) => {
      const measured = phase.measure(input, labels, qValues);
      const logits = measured.logits.dataSync<'float32'>();
      measured.logits.dispose();
      return { loss: finiteLoss(measured.loss), logits, labels: this.#buffers.labels.subarray(0, rows.length) };
    });
  }

  dispose(): void {
    this.#adam.dispose();
    this.#toInput.dispose();
  }

  #withBatch<Result>(rows: Int32Array, { attack }: Phase, attackSeed: number, use: (batch: Batch) => Result): Result {
    const buffers = this.#buffers;
    const numRows = rows.length;
    const numActions = this.#dataSet.numActions;
    this.#dataSet.readBatch(rows, buffers);
    const observations = pixels(buffers.pixels.subarray(0, numRows * observationSize), numRows);
    const labels = tf.tensor1d(buffers.labels.slice(0, numRows), 'int32');
    const qValues = tf.tensor2d(buffers.qValues.slice(0, numRows * numActions), [numRows, numActions]);
    const clean = this.#toInput(observations);
    observations.dispose();
    const input = attack ? attack.perturb(clean, labels, attackSeed) : clean;
    try {
      return use({ input, labels, qValues });
    } finally {
      tf.dispose([labels, qValues, clean]);
      if (input !== clean) input.dispose();
    }
  }
}

function attackOf(loss: LossConfig, student: StudentModel): Attack | undefined {
  if (loss.name === 'fgsm') return createAttack({ name: 'fgsm', epsilon: loss.epsilon }, student);
  if (loss.name === 'pgd') return createAttack({ name: 'pgd', epsilon: loss.epsilon, steps: loss.steps }, student);
  return undefined;
}

/** The value of a scalar, which is freed. */
function finiteLoss(scalar: Tensor): number {
  const [loss] = scalar.dataSync();
  scalar.dispose();
  if (Number.isFinite(loss)) return loss!;
  const remedy = 'lower the learning rate or beta';
  throw new A2pdError('NOT_FINITE', `Expected a finite loss but received ${loss}; ${remedy}`, { remedy });
}
