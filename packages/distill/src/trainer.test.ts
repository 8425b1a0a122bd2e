import { hasBfloat16, numTensors } from '@a2pd/tensor';
import { beforeAll, expect, it } from 'vitest';
import { type DistillConfigInput, parseDistillConfig } from './config.js';
import type { PrescriptionDataSet } from './data/data-set.js';
import type { MethodConfig } from './methods/methods.js';
import { StudentModel } from './student.js';
import { exampleDataSet, exampleMethods, smallStudent } from './testing/example-data-set.js';
import { temporaryFolder } from './testing/temporary-folder.js';
import { Trainer } from './trainer.js';

const folder = temporaryFolder();
let dataSet: PrescriptionDataSet;
beforeAll(async () => {
  dataSet = await exampleDataSet(folder);
});

const rows = Int32Array.from({ length: 32 }, (_, row) => row);

/** A student after some steps, and what it looked like on the way. */
function train(
  method: MethodConfig,
  { eager = false, steps, ...changes }: { eager?: boolean; steps: number } & Pick<DistillConfigInput, 'precision'>,
) {
  const config = parseDistillConfig({ ...smallStudent, method, ...changes });
  const student = StudentModel.initialise(config.architecture, dataSet.numActions, 1);
  const trainer = new Trainer(student, dataSet, config, { eager });
  const phase = trainer.prepare(method);
  const losses: number[] = [];
  const tensors: number[] = [];
  for (let step = 0; step < steps; step++) {
    losses.push(trainer.trainOn(rows, phase, step));
    tensors.push(numTensors());
  }
  const { loss, probe } = trainer.measureOn(rows, phase, 7);
  const weights = student.parameters.toHost();
  phase.dispose();
  trainer.dispose();
  student.dispose();
  return { losses, tensors, weights, loss, probe };
}

/** One that differentiates twice, one on bounds, and one with an adversary. */
const various = exampleMethods.filter(({ name }) => ['a2pd', 'regret', 'sa-kl'].includes(name));

it.runIf(hasBfloat16()).each(various)('mixed precision learns $name as float32 does', (method) => {
  const [exact, mixed, again] = (['float32', 'mixed-bfloat16', 'mixed-bfloat16'] as const).map((precision) =>
    train(method, { steps: 12, precision }),
  );
  expect(mixed!.losses).toEqual(again!.losses);
  expect(mixed!.losses).not.toEqual(exact!.losses);
  const gain = ({ losses }: typeof exact & {}) => losses[0]! - losses.at(-1)!;
  expect(Math.abs(mixed!.losses[0]! - exact!.losses[0]!)).toBeLessThan(0.02 * Math.max(1, Math.abs(exact!.losses[0]!)));
  expect(gain(mixed!)).toBeGreaterThan(0.7 * gain(exact!));
});

it.each(exampleMethods)('a compiled step and measure of $name equal their eager twins', (method) => {
  // An adversary follows signs: where a gradient is all but 0, rounding decides a pixel, and each step adds to that.
  const [steps, digits] = 'epsilon' in method ? [1, 4] : [3, 5];
  const compiled = train(method, { eager: false, steps });
  const eager = train(method, { eager: true, steps });
  for (const [step, loss] of compiled.losses.entries()) expect(loss).toBeCloseTo(eager.losses[step]!, digits);
  expect(compiled.loss).toBeCloseTo(eager.loss, digits);
  for (const [name, { data }] of Object.entries(compiled.weights)) {
    const twin = eager.weights[name]!.data;
    const worst = Math.max(...Array.from(data, (weight, index) => Math.abs(weight - twin[index]!)));
    // A step is at most the learning rate long.
    expect(worst, name).toBeLessThan(0.02 * smallStudent.learningRate);
  }
  for (const part of ['logits', 'pgmLosses', 'jacobianNorms', 'largestGradients'] as const) {
    const twin = eager.probe[part]!;
    for (const [index, value] of compiled.probe[part]!.entries()) {
      // Of weights a few steps on: Adam makes whole steps of gradients that are all but rounding.
      expect(Math.abs(value - twin[index]!)).toBeLessThan(5e-3 * Math.max(1e-3, Math.abs(value)));
    }
  }
});

it.each(exampleMethods)('keeps the number of tensors constant over steps of $name', (method) => {
  const { tensors } = train(method, { eager: false, steps: 6 });
  expect(new Set(tensors.slice(1)).size).toBe(1);
});

it('names the weights whose gradients are not finite', () => {
  const config = parseDistillConfig({ ...smallStudent, method: { name: 'cross-entropy' } });
  const student = StudentModel.initialise(config.architecture, dataSet.numActions, 1);
  const trainer = new Trainer(student, dataSet, config);
  const phase = trainer.prepare(config.method);
  const weights = student.parameters.toHost();
  // Infinite logits of one action: the softmax is NaN, and with it whatever lies before it.
  weights['logits/bias']!.data[1] = Number.POSITIVE_INFINITY;
  student.parameters.load(weights);
  expect(() => trainer.trainOn(rows, phase, 1)).toThrowError(
    expect.objectContaining({
      code: 'NOT_FINITE',
      message: expect.stringContaining('conv1/kernel'),
      details: expect.objectContaining({ weights: expect.arrayContaining(['conv1/kernel', 'logits/bias']) }),
    }),
  );
  phase.dispose();
  trainer.dispose();
  student.dispose();
});
