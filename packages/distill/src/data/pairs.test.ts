import { join } from 'node:path';
import { observationSize } from '@a2pd/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ExampleEnvironment, exampleTeacher } from '../testing/example-environment.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { collect } from './collect.js';
import { parseCollectConfig } from './collect-config.js';
import { type BatchBuffers, PrescriptionDataSet } from './data-set.js';
import { joinDataSets, type Pairs } from './pairs.js';

const folder = temporaryFolder();

async function collected(name: string, pairs: number, other: { temperature?: number; game?: string } = {}) {
  const { game = 'pong', ...config } = other;
  const directory = join(folder, name);
  await collect({
    ...{ teacher: exampleTeacher, environments: [new ExampleEnvironment(2)], directory, seed: pairs },
    config: parseCollectConfig({ pairs, explorationEpsilon: 0.05, pairsPerShard: 40, ...config }),
    provenance: { game, config: { preset: 'rainbow' } },
  });
  return PrescriptionDataSet.open(directory);
}

/** What a row is, whoever owns it. */
function rowOf(pairs: Pairs, row: number): BatchBuffers {
  const buffers = pairs.createBuffers(1);
  pairs.readBatch([row], buffers);
  return buffers;
}

function expectSame(a: BatchBuffers, b: BatchBuffers): void {
  expect(Buffer.compare(a.pixels, b.pixels)).toBe(0);
  expect([a.labels, a.qValues]).toEqual([b.labels, b.qValues]);
}

describe('several data sets as one', () => {
  let sets: readonly PrescriptionDataSet[];
  let joined: Pairs;
  beforeAll(async () => {
    sets = [await collected('first', 90), await collected('second', 50), await collected('third', 70)];
    joined = joinDataSets(sets);
  });

  it('have the rows of all, one set after the other', () => {
    expect(joined).toMatchObject({ size: 210, numActions: 3, temperature: 1 });
    expect(joined.references).toEqual(sets.map(({ artefact }) => artefact.reference));
    let row = 0;
    for (const set of sets) {
      for (let own = 0; own < set.size; own++, row++) {
        expectSame(rowOf(joined, row), rowOf(set, own));
        expect(joined.table.actions[row]).toBe(set.table.actions[own]);
      }
    }
  });

  it('are refused with one of them twice', () => {
    const twice = () => joinDataSets([sets[0]!, sets[1]!, sets[0]!]);
    expect(twice).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringMatching(/twice/) }),
    );
  });

  it('give batches across them, in the order that was asked for', () => {
    const rows = [209, 0, 90, 89, 140, 139, 0];
    const buffers = joined.createBuffers(rows.length);
    joined.readBatch(rows, buffers);
    for (const [i, row] of rows.entries()) {
      const pixels = buffers.pixels.subarray(i * observationSize, (i + 1) * observationSize);
      const [labels, qValues] = [buffers.labels.subarray(i, i + 1), buffers.qValues.subarray(3 * i, 3 * i + 3)];
      expectSame({ pixels, labels, qValues }, rowOf(joined, row));
    }
  });

  it('keep their episodes apart, so that none is split between training and validation', () => {
    const episodes = sets.map((set) => new Set(set.table.episodes).size);
    expect(new Set(joined.table.episodes).size).toBe(episodes.reduce((sum, count) => sum + count));
    // Rows of one episode stay of one episode.
    const [first, second] = sets;
    for (let own = 1; own < second!.size; own++) {
      const isSame = (of: Pairs['table'], at: number) => of.episodes[at] === of.episodes[at - 1];
      expect(isSame(joined.table, first!.size + own)).toBe(isSame(second!.table, own));
    }
  });

  it('are that one where there is one', () => {
    expect(joinDataSets(sets.slice(0, 1))).toBe(sets[0]);
  });

  it.each([[[210]], [[-1]], [[0.5]]])('have no row %j', (rows) => {
    expect(() => joined.readBatch(rows, joined.createBuffers(1))).toThrow(
      expect.objectContaining({ name: 'A2pdError' }),
    );
  });

  it('do not fit into buffers that are too small', () => {
    expect(() => joined.readBatch([1, 2], joined.createBuffers(1))).toThrow(
      expect.objectContaining({ code: 'INVALID_BUFFER' }),
    );
  });

  it.each([
    ['of another game', { game: 'boxing' }],
    ['at another temperature', { temperature: 2 }],
  ])('are refused when one is %s', async (what, other) => {
    const odd = await collected(what.replaceAll(' ', '-'), 20, other);
    expect(() => joinDataSets([sets[0]!, odd])).toThrow(
      expect.objectContaining({
        code: 'INCOMPATIBLE_ARTEFACT',
        message: expect.stringContaining(odd.artefact.directory),
      }),
    );
  });
});

it('none is not enough', () => {
  expect(() => joinDataSets([])).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
});
