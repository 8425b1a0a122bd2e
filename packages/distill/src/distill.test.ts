import { join } from 'node:path';
import { ArtefactWriter } from '@a2pd/artefact';
import { createAttack } from '@a2pd/attack';
import { numTensors, type Tensor4D, tf } from '@a2pd/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DistillConfigInput, distillPresets, type LossConfig, parseDistillConfig } from './config.js';
import { collect } from './data/collect.js';
import { parseCollectConfig } from './data/collect-config.js';
import { PrescriptionDataSet } from './data/data-set.js';
import { ExampleEnvironment, exampleTeacher } from './data/example-environment.js';
import { temporaryFolder } from './data/temporary-folder.js';
import { type DistillResult, distill } from './distill.js';
import { encodeHistory } from './history.js';
import { loadStudent, StudentModel, saveStudent } from './student.js';
import { Trainer } from './trainer.js';

const folder = temporaryFolder();
let dataSet: PrescriptionDataSet;

/** A small student that learns in seconds. */
const small = {
  architecture: { filters: [4, 4, 4], hiddenUnits: 16 },
  learningRate: 3e-3,
  validationShare: 0.2,
} satisfies DistillConfigInput;

beforeAll(async () => {
  const directory = join(folder, 'prescriptions');
  const writer = await ArtefactWriter.begin(directory);
  const config = parseCollectConfig({ pairs: 320 });
  await collect({ teacher: exampleTeacher, environment: new ExampleEnvironment(4), config, seed: 1, writer });
  dataSet = await PrescriptionDataSet.open(directory);
});

const students: StudentModel[] = [];
afterAll(() => {
  for (const student of students) student.dispose();
});

async function run(config: DistillConfigInput, seed = 7): Promise<DistillResult> {
  const result = await distill({ dataSet, config: parseDistillConfig({ ...small, ...config }), seed });
  students.push(result.student);
  return result;
}

const losses: LossConfig[] = [
  { name: 'a2pd', eta: 1 / 3, beta: 0.01, jacobian: 'per-sample' },
  { name: 'pgm', eta: 1 / 3 },
  { name: 'cross-entropy' },
  { name: 'kl' },
  { name: 'cross-entropy+jr', beta: 0.01, jacobian: 'whole-batch' },
  { name: 'fgsm', epsilon: 3 / 255 },
  { name: 'pgd', epsilon: 3 / 255, steps: 4 },
];

describe('distill', () => {
  it.each(losses)('fits separable pairs by $name', async (loss) => {
    const { best, history, split, warnings } = await run({ loss, maxEpochs: 12, warmupEpochs: 3 });
    expect(split.trainingRows + split.validationRows).toBe(320);
    expect(split.validationRows).toBeGreaterThan(40);
    const ofLoss = history.filter(({ phase }) => phase === 'distill');
    expect(ofLoss.at(-1)!.trainingLoss).toBeLessThan(ofLoss[0]!.trainingLoss);
    expect(best.validation.accuracy).toBeGreaterThan(0.95);
    expect(best.validation.balancedAccuracy).toBeGreaterThan(0.95);
    expect(best.validation.majorityShare).toBeLessThan(0.7);
    expect(warnings).toEqual([]);
  });

  it('widens the prescription gap by A2PD, as the paper says', async () => {
    const { best } = await run({ maxEpochs: 20, warmupEpochs: 3 });
    expect(best.validation.meanPrescriptionGap).toBeGreaterThan(0.9);
  });

  it('gives the same bits for the same seed, and others for another', async () => {
    const config = { loss: { name: 'pgd', epsilon: 0.01, steps: 2 }, maxEpochs: 2 } as const;
    const [first, second, other] = [await run(config, 3), await run(config, 3), await run(config, 4)];
    expect(first.student.parameters.toHost()).toEqual(second.student.parameters.toHost());
    expect(other.best.validationLoss).not.toBe(first.best.validationLoss);
  });

  it('stops early and gives back the best weights', async () => {
    const config = { loss: { name: 'cross-entropy' }, learningRate: 0.03, maxEpochs: 40, patienceEpochs: 2 } as const;
    const { history, best, student } = await run(config);
    expect(history.length).toBeLessThan(40);
    expect(history.length).toBe(best.epoch + 2);
    const lowest = Math.min(...history.map(({ validationLoss }) => validationLoss));
    expect(best.validationLoss).toBe(lowest);

    // Stopped right there, the same run has the same weights.
    const stopped = await run({ ...config, maxEpochs: best.epoch });
    expect(student.parameters.toHost()).toEqual(stopped.student.parameters.toHost());
    expect(stopped.history.at(-1)?.validationLoss).toBe(lowest);
  });

  it('warns of a student that plays one action whatever it sees', async () => {
    const { warnings } = await run({ loss: { name: 'a2pd', beta: 1000 }, learningRate: 0.01, maxEpochs: 3 });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/one action whatever it sees.*--warmup-epochs/);
  });

  it('stops on request', async () => {
    const controller = new AbortController();
    const config = parseDistillConfig(small);
    const before = numTensors();
    const training = distill({
      dataSet,
      config,
      seed: 1,
      signal: controller.signal,
      onProgress: ({ completed }) => completed === 5 && controller.abort(),
    });
    await expect(training).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(numTensors()).toBe(before);
  });

  it('says that training diverged instead of going on', async () => {
    const training = run({ learningRate: 1e30, loss: { name: 'cross-entropy' }, maxEpochs: 3 });
    await expect(training).rejects.toMatchObject({ code: 'NOT_FINITE' });
  });
});

it.each(losses)('keeps the number of tensors constant over steps of $name', (loss) => {
  const config = parseDistillConfig({ ...small, loss });
  const student = StudentModel.initialise(config.architecture, dataSet.numActions, 1);
  const trainer = new Trainer(student, dataSet, config);
  const phase = trainer.prepare(loss);
  const rows = Int32Array.from({ length: 32 }, (_, row) => row);
  const step = (seed: number) => {
    trainer.trainOn(rows, phase, seed);
    trainer.measureOn(rows, phase, seed);
  };
  step(0);
  const before = numTensors();
  for (let seed = 1; seed < 6; seed++) step(seed);
  expect(numTensors()).toBe(before);
  phase.dispose();
  trainer.dispose();
  student.dispose();
});

describe('saveStudent', () => {
  it('keeps a student that loads with the same answers', async () => {
    const { student, history } = await run({ loss: { name: 'cross-entropy' }, maxEpochs: 1 });
    const directory = join(folder, 'student');
    const manifest = await saveStudent(
      directory,
      student,
      { game: 'freeway', config: { distill: 'test' }, seeds: { distill: 7 }, parents: [dataSet.artefact.reference] },
      { 'history.jsonl': encodeHistory(history) },
    );
    expect(manifest.config).toMatchObject({
      distill: 'test',
      architecture: { name: 'nature-dqn', filters: [4, 4, 4], hiddenUnits: 16, numActions: 3 },
    });
    const { student: loaded, artefact } = await loadStudent(directory);
    students.push(loaded);
    expect(artefact.manifest.parents).toEqual([dataSet.artefact.reference]);
    expect(loaded.parameters.toHost()).toEqual(student.parameters.toHost());

    const input = tf.fill([2, 84, 84, 4], 0.3) as Tensor4D;
    const [before, after] = [student.logits(input), loaded.logits(input)];
    expect(after.dataSync()).toEqual(before.dataSync());
    const attack = createAttack({ name: 'fgsm', epsilon: 0.01 }, loaded);
    const labels = tf.tensor1d([0, 1], 'int32');
    const perturbed = attack.perturb(input, labels, 1);
    expect(perturbed.shape).toEqual([2, 84, 84, 4]);
    tf.dispose([input, before, after, labels, perturbed]);
    attack.dispose();
  });

  it('refuses the policy of another network', async () => {
    await expect(loadStudent(join(folder, 'prescriptions'))).rejects.toMatchObject({ code: 'INCOMPATIBLE_ARTEFACT' });
  });
});

describe('parseDistillConfig', () => {
  it('has the values of Table 5 by default', () => {
    expect(parseDistillConfig(distillPresets.paper)).toMatchObject({
      loss: { name: 'a2pd', eta: 1 / 3, beta: 0.01, jacobian: 'per-sample' },
      architecture: { name: 'nature-dqn', filters: [32, 64, 64], hiddenUnits: 512 },
      learningRate: 4e-5,
      adamBeta1: 0.9,
      adamBeta2: 0.999,
      adamEpsilon: 1e-7,
      batchSize: 32,
      maxEpochs: 1000,
      patienceEpochs: 60,
      warmupEpochs: 0,
      validationShare: 0.1,
      splitBy: 'episode',
    });
    expect(() => parseDistillConfig(distillPresets.pipeline)).not.toThrow();
  });

  it.each([
    [{ learnigRate: 1 }, /learnigRate/],
    [{ loss: { name: 'pgm', eta: 2 } }, /loss.eta/],
    [{ loss: { name: 'pgd' } }, /loss.steps/],
    [{ batchSize: 0 }, /batchSize/],
  ])('refuses %o', (config, message) => {
    expect(() => parseDistillConfig(config)).toThrow(message);
  });
});
