/** A method of somebody else's: handed in as an object, and registered by its name. */
import { join } from 'node:path';
import { negativeLogProbability, tf } from '@a2pd/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadDistillation, saveDistillation } from './checkpoint.js';
import { parseDistillConfig } from './config.js';
import type { PrescriptionDataSet } from './data/data-set.js';
import { distill } from './distill.js';
import { defineMethod } from './methods/method.js';
import { findMethod, methodName, registerMethod } from './methods/registry.js';
import type { StudentModel } from './student.js';
import { exampleDataSet, smallStudent } from './testing/example-data-set.js';
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

function methodCalled<const Name extends string>(name: Name) {
  return defineMethod({
    summary: 'cross-entropy of tempered logits',
    source: 'this test',
    schema: z.strictObject({ name: z.literal(name), sharpness: z.number().positive().default(2) }),
    objective:
      ({ sharpness }) =>
      (forward, { input, labels }) =>
        tf.mean(negativeLogProbability(tf.mul(forward(input), sharpness), labels)),
  });
}

describe('a method of somebody else', () => {
  const own = methodCalled('sharp');
  const terms = { ...smallStudent, maxEpochs: 3, method: { name: 'sharp' } };

  it('is trained when it is handed in, and goes on from its checkpoint', async () => {
    const config = parseDistillConfig(terms, own);
    expect(config.method).toEqual({ name: 'sharp', sharpness: 2 });
    const directory = join(folder, 'own-training');
    const { references } = dataSet;
    const whole = await distill({
      ...{ dataSet, config, method: own, seed: 4 },
      onEpoch: async ({ epoch }, state) => {
        if (epoch === 1) await saveDistillation(directory, { config, seed: 4, state }, references);
      },
    });
    students.push(whole.student);
    expect(whole.history.at(-1)!.trainingLoss).toBeLessThan(whole.history[0]!.trainingLoss);
    const { state, ...begun } = await loadDistillation(directory, references, own);
    const continued = await distill({ dataSet, ...begun, method: own, resume: state });
    students.push(continued.student);
    expect(continued.student.parameters.toHost()).toEqual(whole.student.parameters.toHost());
  });

  it('is held to its schema, and unknown to whom nobody told', () => {
    expect(() => parseDistillConfig({ ...terms, method: { name: 'sharp', sharpness: -1 } }, own)).toThrow(
      /method.sharpness/,
    );
    expect(() => parseDistillConfig({ ...terms, method: { name: 'sharp', eta: 1 } }, own)).toThrow(/"eta"/);
    expect(() => parseDistillConfig(terms)).toThrow(/method.name: expected one of a2pd, .* but received "sharp"/);
  });

  it('is known by its name once it is registered', () => {
    const registered = methodCalled('sharp-by-name');
    registerMethod(registered);
    registerMethod(registered);
    expect(findMethod('sharp-by-name')).toBe(registered);
    expect(parseDistillConfig({ method: { name: 'sharp-by-name' } }).method).toMatchObject({ sharpness: 2 });
  });

  it('cannot take a name that another has, nor have none', () => {
    expect(() => registerMethod(methodCalled('pgd'))).toThrow(/a name that no method has yet but received "pgd"/);
    expect(() => registerMethod(methodCalled('Pgd !'))).toThrow(/schema states its name/);
    const nameless = defineMethod({
      ...{ summary: '-', source: '-', schema: z.strictObject({}) },
      objective: () => () => tf.scalar(0),
    });
    expect(() => methodName(nameless)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
