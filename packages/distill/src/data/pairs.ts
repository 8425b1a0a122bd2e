/** What a distillation needs of prescriptions: one data set, or several as if they were one. */
import type { ParentReference } from '@a2pd/artefact';
import { expectationError } from '@a2pd/core';
import type { BatchBuffers, PrescriptionDataSet } from './data-set.js';

export interface Pairs {
  readonly size: number;
  readonly numActions: number;
  /** Of the stored prescriptions. */
  readonly temperature: number;
  /** Of every row. */
  readonly table: {
    readonly actions: Int32Array;
    readonly episodes: Int32Array;
  };
  /** The artefacts that they come from, in their order. */
  readonly references: readonly ParentReference[];
  /** Buffers for batches of up to `batchSize` pairs. */
  createBuffers(batchSize: number): BatchBuffers;
  /** As `PrescriptionDataSet` has it. */
  readBatch(rows: ArrayLike<number>, into: BatchBuffers): void;
}

/**
 * Several data sets as one, e.g. a teacher's own play and what it says of its student's. The rows of the first come first;
 * episodes stay apart.
 * @throws A2pdError INVALID_ARGUMENT without any or with one of them twice, INCOMPATIBLE_ARTEFACT when they are of different games
 *   or actions, or hold other scores at another temperature.
 */
export function joinDataSets(dataSets: readonly PrescriptionDataSet[]): Pairs {
  const [first, ...others] = dataSets;
  if (first === undefined) throw expectationError('INVALID_ARGUMENT', 'at least one data set', 'none');
  for (const other of others) requireAlike(first, other);
  requireDistinct(dataSets);
  return others.length === 0 ? first : new JoinedPairs(dataSets);
}

class JoinedPairs implements Pairs {
  readonly size: number;
  readonly numActions: number;
  readonly temperature: number;
  readonly table: Pairs['table'];
  readonly references: readonly ParentReference[];
  readonly #dataSets: readonly PrescriptionDataSet[];
  /** Index of each data set's first row. */
  readonly #firstRows: readonly number[];
  /** Of one pair, to read a row of whichever data set. */
  readonly #single: BatchBuffers;

  constructor(dataSets: readonly PrescriptionDataSet[]) {
    const { numActions, temperature } = dataSets[0]!;
    this.#dataSets = dataSets;
    this.#firstRows = startsOf(dataSets.map(({ size }) => size));
    this.size = dataSets.reduce((sum, { size }) => sum + size, 0);
    this.numActions = numActions;
    this.temperature = temperature;
    this.references = dataSets.flatMap(({ references }) => references);
    this.table = { actions: new Int32Array(this.size), episodes: new Int32Array(this.size) };
    const firstEpisodes = startsOf(dataSets.map(({ episodes }) => episodes.length));
    dataSets.forEach(({ table }, index) => {
      this.table.actions.set(table.actions, this.#firstRows[index]!);
      const episodes = table.episodes.map((episode) => episode + firstEpisodes[index]!);
      this.table.episodes.set(episodes, this.#firstRows[index]!);
    });
    this.#single = this.createBuffers(1);
  }

  createBuffers(batchSize: number): BatchBuffers {
    return this.#dataSets[0]!.createBuffers(batchSize);
  }

  readBatch(rows: ArrayLike<number>, into: BatchBuffers): void {
    const { pixels, labels, qValues } = this.#single;
    if (into.labels.length < rows.length) {
      throw expectationError('INVALID_BUFFER', `buffers for ${rows.length} pairs`, into.labels.length);
    }
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!;
      const owner = this.#firstRows.findLastIndex((start) => start <= row);
      this.#dataSets[Math.max(0, owner)]!.readBatch([row - (this.#firstRows[owner] ?? 0)], this.#single);
      into.pixels.set(pixels, index * pixels.length);
      into.labels[index] = labels[0]!;
      into.qValues.set(qValues, index * qValues.length);
    }
  }
}

/** Twins of rows that are validated would be trained on: an episode that is there twice counts as two. */
function requireDistinct(dataSets: readonly PrescriptionDataSet[]): void {
  const seen = new Set<string>();
  for (const { artefact } of dataSets) {
    const { manifestSha256 } = artefact.reference;
    if (seen.has(manifestSha256)) {
      const remedy = 'name each once';
      throw expectationError('INVALID_ARGUMENT', 'data sets that differ', `${artefact.directory} twice`, remedy);
    }
    seen.add(manifestSha256);
  }
}

/** Where each of several lengths begins when they are laid end to end. */
function startsOf(lengths: readonly number[]): number[] {
  let start = 0;
  return lengths.map((length) => {
    start += length;
    return start - length;
  });
}

function requireAlike(first: PrescriptionDataSet, other: PrescriptionDataSet): void {
  const describe = ({ artefact, numActions, scores, temperature }: PrescriptionDataSet) => {
    const { game, config } = artefact.manifest;
    return `${game} (${config.preset}) with ${numActions} actions, ${scores} at temperature ${temperature}`;
  };
  if (describe(first) === describe(other)) return;
  const remedy = 'join data sets of one game and preset, labelled by teachers of one kind';
  throw expectationError(
    'INCOMPATIBLE_ARTEFACT',
    `prescriptions of ${describe(first)} in ${other.artefact.directory}`,
    describe(other),
    remedy,
  );
}
