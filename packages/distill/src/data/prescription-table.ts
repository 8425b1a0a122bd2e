/** The columns of prescriptions: one row for each answer of the teacher, everything but the pixels. */
import { A2pdError } from '@a2pd/core';
import type { HostTensor, HostTensors } from '@a2pd/tensor';

export interface PrescriptionTable {
  readonly size: number;
  readonly numActions: number;
  /** float32[n, A]: the teacher's score of every action, expected Q unless the data set says otherwise. */
  readonly qValues: Float32Array;
  /** float32[n, A]: softmax(Q / temperature). */
  readonly prescriptions: Float32Array;
  /** int32[n]: aT, the action of the highest Q. */
  readonly actions: Int32Array;
  /** int32[n]: the action played; differs from aT where the collector explored, or where a player acted otherwise. */
  readonly takenActions: Int32Array;
  /** float32[n]: the raw game reward that the played action brought. */
  readonly rewards: Float32Array;
  /** int32[n]: which episode, as an index of the episode list. */
  readonly episodes: Int32Array;
  /** int32[n]: agent step within the episode, from 0. */
  readonly steps: Int32Array;
  /** int32[n]: index of the observation's newest frame; its stack is the four frames that end there. */
  readonly newestFrames: Int32Array;
}

const vectorColumns = {
  actions: Int32Array,
  takenActions: Int32Array,
  rewards: Float32Array,
  episodes: Int32Array,
  steps: Int32Array,
  newestFrames: Int32Array,
} as const;
type VectorColumn = keyof typeof vectorColumns;
const vectorNames = Object.keys(vectorColumns) as VectorColumn[];

const matrixNames = ['qValues', 'prescriptions'] as const;

/** A table of `size` rows, all zero, to be filled. */
export function emptyTable(size: number, numActions: number): PrescriptionTable {
  return {
    size,
    numActions,
    qValues: new Float32Array(size * numActions),
    prescriptions: new Float32Array(size * numActions),
    actions: new Int32Array(size),
    takenActions: new Int32Array(size),
    rewards: new Float32Array(size),
    episodes: new Int32Array(size),
    steps: new Int32Array(size),
    newestFrames: new Int32Array(size),
  };
}

/** Copies all rows of `source` to the rows of `into` that begin at `firstRow`. */
export function copyRows(source: PrescriptionTable, into: PrescriptionTable, firstRow: number): void {
  for (const name of vectorNames) into[name].set(source[name], firstRow);
  for (const name of matrixNames) into[name].set(source[name], firstRow * into.numActions);
}

/** The first `size` rows, as views. */
export function headOf(table: PrescriptionTable, size: number): PrescriptionTable {
  return {
    size,
    numActions: table.numActions,
    qValues: table.qValues.subarray(0, size * table.numActions),
    prescriptions: table.prescriptions.subarray(0, size * table.numActions),
    actions: table.actions.subarray(0, size),
    takenActions: table.takenActions.subarray(0, size),
    rewards: table.rewards.subarray(0, size),
    episodes: table.episodes.subarray(0, size),
    steps: table.steps.subarray(0, size),
    newestFrames: table.newestFrames.subarray(0, size),
  };
}

/** The columns by name, for a file; views of the table. */
export function columnsOf(table: PrescriptionTable): HostTensors {
  const vectors = vectorNames.map((name): [string, HostTensor] => [name, { shape: [table.size], data: table[name] }]);
  const shape = [table.size, table.numActions];
  const matrices = matrixNames.map((name): [string, HostTensor] => [name, { shape, data: table[name] }]);
  return Object.fromEntries([...vectors, ...matrices]);
}

/** @throws A2pdError CORRUPT_ARTEFACT when a column is missing or of another type or length than the others. */
export function tableOf(columns: HostTensors): PrescriptionTable {
  const [size = 0, numActions = 0] = columns.qValues?.shape ?? [];
  const column = <Data extends Float32Array | Int32Array>(
    name: string,
    type: abstract new (...args: never[]) => Data,
    shape: readonly number[],
  ): Data => {
    const found = columns[name];
    if (found?.data instanceof type && found.shape.join() === shape.join()) return found.data;
    throw new A2pdError('CORRUPT_ARTEFACT', `The prescriptions lack a sound column ${name}`, { column: name });
  };
  return {
    size,
    numActions,
    qValues: column('qValues', Float32Array, [size, numActions]),
    prescriptions: column('prescriptions', Float32Array, [size, numActions]),
    actions: column('actions', Int32Array, [size]),
    takenActions: column('takenActions', Int32Array, [size]),
    rewards: column('rewards', Float32Array, [size]),
    episodes: column('episodes', Int32Array, [size]),
    steps: column('steps', Int32Array, [size]),
    newestFrames: column('newestFrames', Int32Array, [size]),
  };
}
