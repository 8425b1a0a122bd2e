/** A policy that plays while the teacher labels: what a student comes to, and what it should have done there. */
import { join } from 'node:path';
import { argmax } from '@a2pd/core';
import { pixels, pixelsToInput, tf } from '@a2pd/tensor';
import { describe, expect, it } from 'vitest';
import { ExampleEnvironment, exampleTeacher } from '../testing/example-environment.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { collect } from './collect.js';
import { parseCollectConfig } from './collect-config.js';
import type { CollectOptions } from './collect-options.js';
import { PrescriptionDataSet } from './data-set.js';
import type { Teacher } from './teacher.js';

const folder = temporaryFolder();
const pairs = 400;

/** Always wrong: it takes the column beside the bright one. */
const player: Teacher = {
  name: 'example player',
  numActions: 3,
  qValues: (input) =>
    tf.tidy(() => {
      const [first, second, third] = tf.split(exampleTeacher.qValues(input), 3, 1);
      return tf.concat([third!, first!, second!], 1);
    }),
};

function options(name: string, config: object = {}, others: Partial<CollectOptions> = {}): CollectOptions {
  return {
    ...{ teacher: exampleTeacher, player, environments: [new ExampleEnvironment(3)], seed: 2 },
    ...{ config: parseCollectConfig({ pairs, explorationEpsilon: 0, ...config }), directory: join(folder, name) },
    ...others,
  };
}

async function collected(...given: Parameters<typeof options>) {
  const { directory } = options(...given);
  await collect(options(...given));
  return PrescriptionDataSet.open(directory);
}

/** Of the rows in which another action than the teacher's was taken. */
function shareTakenOtherwise({ table }: PrescriptionDataSet): number {
  return table.takenActions.filter((action, row) => action !== table.actions[row]).length / table.actions.length;
}

describe('a player', () => {
  it('takes every step, and the teacher says what it would have done', async () => {
    const dataSet = await collected('all');
    const { table } = dataSet;
    const buffers = dataSet.createBuffers(pairs);
    dataSet.readBatch([...Array(pairs).keys()], buffers);
    const answers = tf.tidy(() => exampleTeacher.qValues(pixelsToInput(pixels(buffers.pixels, pairs))).dataSync());
    for (let row = 0; row < pairs; row++) {
      const label = argmax(answers.subarray(3 * row, 3 * row + 3));
      expect(table.actions[row]).toBe(label);
      expect(table.takenActions[row]).toBe((label + 1) % 3);
      // The game pays for the right column alone.
      expect(table.rewards[row]).toBe(0);
    }
  });

  it('takes a share of the steps, drawn step by step', async () => {
    const share = shareTakenOtherwise(await collected('some', { playerShare: 0.3 }));
    expect(Math.abs(share - 0.3)).toBeLessThan(0.08); // more than three deviations of 400 draws
  });

  it('leaves exploration as it is', async () => {
    const { table } = await collected('exploring', { explorationEpsilon: 0.05 });
    const explored = table.takenActions.filter((action, row) => action !== (table.actions[row]! + 1) % 3).length;
    expect(explored).toBeGreaterThan(2);
    expect(explored).toBeLessThan(40);
  });

  it('is known by the manifest, and needs the teacher’s actions', async () => {
    const { artefact } = await collected('described', { playerShare: 0.5 });
    expect(artefact.manifest.config).toMatchObject({ playerShare: 0.5 });
    await expect(collect(options('other', {}, { player: { ...player, numActions: 4 } }))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('example player'),
    });
    await expect(collect(options('nobody', { playerShare: 0.5 }, { player: undefined }))).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
    });
  });
});
