/**
 * A file of prescriptions that can be read by itself: a safetensors file with the columns of its rows and, as `frames`, the
 * compressed frames that `newestFrames` counts in. Whatever reads safetensors and zlib reads it (docs/data-sets.md).
 */
import { A2pdError, frameSize } from '@a2pd/core';
import { decodeSafetensors, encodeSafetensors, type HostTensors } from '@a2pd/tensor';
import { compressFrames, decompressFrames } from './frames.js';
import { columnsOf, type PrescriptionTable, tableOf } from './prescription-table.js';

/** Frames of an observation. */
export const framesPerStack = 4;

export interface Shard {
  /** `newestFrames` counts from the shard's first frame. */
  readonly table: PrescriptionTable;
  /** uint8[m, 84, 84]: episode after episode, each beginning with the three older frames of its first stack here. */
  readonly frames: Uint8Array;
}

/** A shard as bytes, and what its frames take of them. */
export interface EncodedShard {
  readonly bytes: Uint8Array;
  readonly compressedFrameBytes: number;
}

export async function encodeShard({ table, frames }: Shard): Promise<EncodedShard> {
  const compressed = await compressFrames(frames);
  const tensors: HostTensors = { ...columnsOf(table), frames: { shape: [compressed.length], data: compressed } };
  const numFrames = String(frames.length / frameSize);
  return { bytes: encodeSafetensors(tensors, { numFrames }), compressedFrameBytes: compressed.length };
}

/** @throws A2pdError CORRUPT_ARTEFACT */
export async function decodeShard(bytes: Uint8Array): Promise<Shard> {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const { frames: compressed, ...columns } = tensors;
  const numFrames = Number(metadata.numFrames);
  if (!(compressed?.data instanceof Uint8Array) || !Number.isSafeInteger(numFrames) || numFrames < 0) {
    throw new A2pdError('CORRUPT_ARTEFACT', 'The shard lacks its frames, or does not say how many they are');
  }
  const table = tableOf(columns);
  requireSoundRows(table, numFrames);
  return { table, frames: await decompressFrames(compressed.data, numFrames) };
}

/** The columns alone; no frame is decompressed. @throws A2pdError CORRUPT_ARTEFACT */
export function decodeShardTable(bytes: Uint8Array): PrescriptionTable {
  return tableOf(decodeSafetensors(bytes).tensors);
}

function requireSoundRows(table: PrescriptionTable, numFrames: number): void {
  for (let row = 0; row < table.size; row++) {
    const [newest, action, taken] = [table.newestFrames[row]!, table.actions[row]!, table.takenActions[row]!];
    const hasStack = newest >= framesPerStack - 1 && newest < numFrames;
    if (hasStack && isAction(action, table) && isAction(taken, table)) continue;
    throw new A2pdError('CORRUPT_ARTEFACT', `Row ${row} of the shard names a frame or action that is not there`, {
      row,
    });
  }
}

function isAction(action: number, { numActions }: PrescriptionTable): boolean {
  return action >= 0 && action < numActions;
}
