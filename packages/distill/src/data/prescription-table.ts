/**
 * The columns of a prescription data set: one row for each answer of the teacher, everything but the pixels. On disk they
 * are one safetensors file, readable from Python as well.
 */
import { A2pdError } from '@a2pd/core';
import { decodeSafetensors, encodeSafetensors, type HostTensor } from '@a2pd/tensor';

export interface PrescriptionTable {
  readonly size: number;
  readonly numActions: number;
  /** float32[n, A]: the teacher's expected Q of every action. */
  readonly qValues: Float32Array;
  /** float32[n, A]: softmax(Q / temperature). */
  readonly prescriptions: Float32Array;
  /** int32[n]: aT, the action of the highest Q. */
  readonly actions: Int32Array;
  /** int32[n]: the action played; differs from aT only where the collector explored. */
  readonly takenActions: Int32Array;
  /** float32[n]: the raw game reward that the played action brought. */
  readonly rewards: Float32Array;
  /** int32[n]: which episode, as an index of the episode list. */
  readonly episodes: Int32Array;
  /** int32[n]: agent step within the episode, from 0. */
  readonly steps: Int32Array;
  /** int32[n]: index of the observation's newest frame; its stack is the four frames that end there. */
  readonly frames: Int32Array;
}

const vectorColumns = {
  actions: Int32Array,
  takenActions: Int32Array,
  rewards: Float32Array,
  episodes: Int32Array,
  steps: Int32Array,
  frames: Int32Array,
} as const;

const matrixColumns = ['qValues', 'prescriptions'] as const;

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
    frames: new Int32Array(size),
  };
}

export function encodeTable(table: PrescriptionTable): Uint8Array {
  const tensors: Record<string, HostTensor> = {};
  for (const name of Object.keys(vectorColumns) as (keyof typeof vectorColumns)[]) {
    tensors[name] = { shape: [table.size], data: table[name] };
  }
  for (const name of matrixColumns) tensors[name] = { shape: [table.size, table.numActions], data: table[name] };
  return encodeSafetensors(tensors);
}

/** @throws A2pdError CORRUPT_ARTEFACT when a column is missing or of another type or length than the others. */
export function decodeTable(bytes: Uint8Array): PrescriptionTable {
  const { tensors } = decodeSafetensors(bytes);
  const [size = 0, numActions = 0] = tensors.qValues?.shape ?? [];
  const column = <Data extends Float32Array | Int32Array>(
    name: string,
    type: abstract new (...args: never[]) => Data,
    shape: readonly number[],
  ): Data => {
    const found = tensors[name];
    if (found?.data instanceof type && found.shape.join() === shape.join()) return found.data;
    throw new A2pdError('CORRUPT_ARTEFACT', `The prescription table lacks a sound column ${name}`, { column: name });
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
    frames: column('frames', Int32Array, [size]),
  };
}
