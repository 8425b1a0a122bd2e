import { join } from 'node:path';
import { createAttack } from '@a2pd/attack';
import { Rng } from '@a2pd/core';
import {
  encodeSafetensors,
  negativeLogProbability,
  numTensors,
  pixels,
  pixelsToInput,
  type Tensor2D,
  type Tensor4D,
  tf,
} from '@a2pd/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDistillation, saveDistillation } from './checkpoint.js';
import { type DistillConfigInput, distillPresets, parseDistillConfig } from './config.js';
import type { PrescriptionDataSet } from './data/data-set.js';
import { type DistillResult, distill } from './distill.js';
import { type EpochRecord, historyFile } from './history.js';
import { groupByAction } from './sampling.js';
import { splitRows } from './split.js';
import { loadStudent, type StudentModel, saveStudent } from './student.js';
import { exampleDataSet, exampleMethods, smallStudent } from './testing/example-data-set.js';
import { temporaryFolder } from './testing/temporary-folder.js';

const folder = temporaryFolder();
let dataSet: PrescriptionDataSet;
beforeAll(async () => {
  dataSet = await exampleDataSet(folder);
});

const students: StudentModel[] = [];
afterAll(() => {
  for (const student of students) student.dispose();
});

async function run(config: DistillConfigInput, seed = 7): Promise<DistillResult> {
  const result = await distill({ dataSet, config: parseDistillConfig({ ...smallStudent, ...config }), seed });
  students.push(result.student);
  return result;
}

describe('distill', () => {
  it.each(exampleMethods)('fits separable pairs by $name', async (method) => {
    const { best, history, split, warnings } = await run({ method, maxEpochs: 12, warmupEpochs: 3 });
    expect(split.trainingRows + split.validationRows).toBe(320);
    expect(split.validationRows).toBeGreaterThan(40);
    const ofMethod = history.filter(({ phase }) => phase === 'distill');
    expect(ofMethod.at(-1)!.trainingLoss).toBeLessThan(ofMethod[0]!.trainingLoss);
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
    const config = { method: { name: 'pgd', epsilon: 0.01, steps: 2 }, maxEpochs: 2 } as const;
    const [first, second, other] = [await run(config, 3), await run(config, 3), await run(config, 4)];
    expect(first.student.parameters.toHost()).toEqual(second.student.parameters.toHost());
    expect(other.best.validationLoss).not.toBe(first.best.validationLoss);
  });

  it('stops early and gives back the best weights', async () => {
    const config = { method: { name: 'cross-entropy' }, learningRate: 0.03, maxEpochs: 40, patienceEpochs: 2 } as const;
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

  it('never ends in the warm-up', async () => {
    const { history, best } = await run({ learningRate: 0.03, warmupEpochs: 12, maxEpochs: 14, patienceEpochs: 1 });
    expect(history.filter(({ phase }) => phase === 'warm-up')).toHaveLength(12);
    expect(best.phase).toBe('distill');
    expect(() => parseDistillConfig({ warmupEpochs: 5, maxEpochs: 5 })).toThrow(/maxEpochs: .*no epoch is left/);
  });

  it('gives a method on bounds its whole patience once its radius has grown', async () => {
    const method = { name: 'ibp', epsilon: 0.3 } as const;
    const { history } = await run({ method, learningRate: 0.03, rampEpochs: 8, maxEpochs: 30, patienceEpochs: 2 });
    // What no epoch of the ramp has gained is nothing against the method.
    expect(history.filter(({ phase }) => phase === 'distill').length).toBeGreaterThanOrEqual(2);
  });

  it('warns of a student that plays one action whatever it sees', async () => {
    const { warnings } = await run({ method: { name: 'a2pd', beta: 1000 }, learningRate: 0.01, maxEpochs: 3 });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/one action whatever it sees.*sample balanced, or warm up/);
  });

  it('validates every action equally where it trains them so', async () => {
    const { student, best } = await run({ method: { name: 'cross-entropy' }, sampling: 'balanced', maxEpochs: 1 });
    const { validation } = splitRows(dataSet.table.episodes, 'episode', smallStudent.validationShare, new Rng(7));
    const losses = groupByAction(validation, dataSet.table.actions).map((rows) => {
      const buffers = dataSet.createBuffers(rows.length);
      dataSet.readBatch(rows, buffers);
      return tf.tidy(() => {
        const logits = student.logits(pixelsToInput(pixels(buffers.pixels, rows.length))) as Tensor2D;
        return tf.mean(negativeLogProbability(logits, tf.tensor1d(buffers.labels, 'int32'))).dataSync()[0]!;
      });
    });
    expect(losses).toHaveLength(3);
    expect(best.validationLoss).toBeCloseTo((losses[0]! + losses[1]! + losses[2]!) / 3, 5);
  });

  it('stops on request', async () => {
    const controller = new AbortController();
    const config = parseDistillConfig(smallStudent);
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

  it('refuses an option that it does not know', async () => {
    const misspelt = { dataSet, config: parseDistillConfig(smallStudent), seed: 1, initialWeight: {} };
    await expect(distill(misspelt)).rejects.toThrow(/received "initialWeight"; did you mean initialWeights/);
  });

  it('says where training diverged instead of going on', async () => {
    const training = run({ learningRate: 1e30, method: { name: 'cross-entropy' }, maxEpochs: 3 });
    await expect(training).rejects.toMatchObject({
      code: 'NOT_FINITE',
      message: expect.stringMatching(/In step \d+ of epoch 1: .*; lower the learning rate/),
      details: expect.objectContaining({ epoch: 1, step: expect.any(Number) }),
    });
  });

  it.each([
    ['within the method', 4, { method: { name: 'pgd', epsilon: 0.01, steps: 2 } }],
    ['within the warm-up', 1, { warmupEpochs: 3 }],
    ['between warm-up and method', 2, { warmupEpochs: 2, sampling: 'balanced' }],
  ] as const)('continues from its state on disk to the last bit, stopped %s', async (_, stopAfter, more) => {
    const config = parseDistillConfig({
      ...smallStudent,
      learningRate: 0.02,
      maxEpochs: 6,
      patienceEpochs: 2,
      ...more,
    });
    const directory = join(folder, `training-${stopAfter}`);
    const whole = await distill({
      dataSet,
      config,
      seed: 6,
      onEpoch: async ({ epoch }, state) => {
        if (epoch === stopAfter) await saveDistillation(directory, { config, seed: 6, state }, dataSet.references);
      },
    });
    students.push(whole.student);
    const { state, ...kept } = await loadDistillation(directory, dataSet.references);
    expect(kept).toEqual({ config, seed: 6 });
    const continued = await distill({ dataSet, ...kept, resume: state });
    students.push(continued.student);
    expect(encodeSafetensors(continued.student.parameters.toHost())).toEqual(
      encodeSafetensors(whole.student.parameters.toHost()),
    );
    const withoutClock = (history: readonly EpochRecord[]) =>
      history.map((record) => ({ ...record, trainingSeconds: 0 }));
    expect(withoutClock(continued.history)).toEqual(withoutClock(whole.history));
    expect(continued.history.length).toBeGreaterThan(stopAfter);
    expect(continued.best.epoch).toBe(whole.best.epoch);
  });

  it('continues on no other pairs', async () => {
    const other = [{ kind: 'prescriptions', manifestSha256: 'f'.repeat(64) } as const];
    await expect(loadDistillation(join(folder, 'training-4'), other)).rejects.toMatchObject({
      code: 'INCOMPATIBLE_ARTEFACT',
      message: expect.stringContaining('other prescriptions'),
    });
  });
});

describe('saveStudent', () => {
  it('keeps a student that loads with the same answers', async () => {
    const { student, history } = await run({ method: { name: 'cross-entropy' }, maxEpochs: 1 });
    const directory = join(folder, 'student');
    const manifest = await saveStudent(
      directory,
      student,
      { game: 'freeway', config: { distill: 'test' }, seeds: { distill: 7 }, parents: [dataSet.artefact.reference] },
      historyFile(history),
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
      method: { name: 'a2pd', eta: 1 / 3, beta: 0.01, jacobian: 'per-sample' },
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
    [{ method: { name: 'pgm', eta: 2 } }, /method.eta/],
    [{ method: { name: 'pgd', steps: 0 } }, /method.steps/],
    [{ batchSize: 0 }, /batchSize/],
  ])('refuses %o', (config, message) => {
    expect(() => parseDistillConfig(config)).toThrow(message);
  });
});
